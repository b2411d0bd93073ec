package dev.hibi.client.transfer;

import dev.hibi.client.KamonohashiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A transfer in a process of its own, which can be killed. */
final class TransferProcess {
  private TransferProcess() {}

  /** Starts one; the arguments are those of {@link #main}. */
  static Process start(PlatformDouble platform, String... arguments) throws IOException {
    return new ProcessBuilder(command(platform, arguments)).inheritIO().start();
  }

  /** Starts one, to be read from. */
  static Process startPiped(PlatformDouble platform, String... arguments) throws IOException {
    return new ProcessBuilder(command(platform, arguments)).start();
  }

  /** Starts one that may write no file of more than some units of 512 bytes. */
  static Process startLimited(int most, PlatformDouble platform, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", "-c", "ulimit -f " + most + "; exec \"$@\"", "sh"));
    command.addAll(command(platform, arguments));
    return new ProcessBuilder(command).start();
  }

  private static List<String> command(PlatformDouble platform, String... arguments) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return Stream.concat(
            Stream.of(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                TransferProcess.class.getName(),
                platform.uri().toString()),
            Stream.of(arguments))
        .toList();
  }

  /** Waits until a file has some lines. */
  static void awaitLines(Path file, int count) throws InterruptedException {
    while (lines(file) < count) {
      Thread.sleep(20);
    }
  }

  private static long lines(Path file) {
    if (!Files.exists(file)) {
      return 0;
    }
    try {
      return Files.readString(file).chars().filter(c -> c == '\n').count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Server, {@code upload}, file and resume file; or server, {@code download}, id and folder. */
  public static void main(String... arguments) throws IOException {
    KamonohashiClient client =
        KamonohashiClient.builder(URI.create(arguments[0])).token("planted-token").build();
    Path path = Path.of(arguments[3]);
    if (arguments[1].equals("upload")) {
      DataUpload.builder(client, "killed")
          .partSize(5L << 20)
          .connections(1)
          .file(Path.of(arguments[2]))
          .resumeFile(path)
          .build()
          .run();
    } else {
      Downloads.builder(client).connections(1).build().data(Long.parseLong(arguments[2]), path);
    }
  }
}
