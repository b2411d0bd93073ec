package dev.hibi.benchmarks;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long an upload takes beside the platform's own command line (PyPI: {@code kamonohashi-cli}),
 * on a link with latency ({@link SlowLink}: a round trip of 50 ms, 1 Gbit/s, a window of 4 MiB a
 * connection), and how much memory. Both are processes, measured from start to end; the storage
 * counts bytes and drops them, in a process of its own.
 *
 * <pre>{@code
 * java -cp "benchmarks/target/classes:benchmarks/target/lib/*" -Dmib=1024 \
 *     dev.hibi.benchmarks.PlatformCliBenchmark PATH/kqi
 * }</pre>
 */
public final class PlatformCliBenchmark {
  private static final long MIB = 1 << 20;
  private static final long SIZE = Long.getLong("mib", 1024) * MIB;
  private static final int ROUNDS = Integer.getInteger("rounds", 2);

  private PlatformCliBenchmark() {}

  /** Argument: the platform's {@code kqi}. */
  public static void main(String... arguments) throws Exception {
    Path folder = Files.createTempDirectory("upload");
    Path file = Files.createDirectory(folder.resolve("files")).resolve("f.bin");
    try (RandomAccessFile hole = new RandomAccessFile(file.toFile(), "rw")) {
      hole.setLength(SIZE); // the disk is not asked
    }
    Process server =
        new ProcessBuilder(
                java("-DroundTripMillis=" + Long.getLong("roundTripMillis", 50), "server"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      String uri = server.inputReader().readLine();
      Path config = Files.createDirectories(folder.resolve(".kqi")).resolve("config.json");
      Files.writeString(config, "{\"server\": \"" + uri + "\", \"token\": \"t\"}");
      String name = file.toString();
      List<String> theirs = List.of(arguments[0], "data", "create", "-n", "b", "-f", name);
      List<String> ours = java("hibi", uri, name);
      System.out.printf(
          Locale.ROOT, "%d MiB%n%-8s %8s %12s%n", SIZE / MIB, "who", "seconds", "peak MiB");
      for (int round = 0; round < ROUNDS; round++) {
        run("kqi", theirs, folder, uri);
        run("hibi", ours, folder, uri);
      }
    } finally {
      server.destroy();
      Files.delete(file);
    }
  }

  private static List<String> java(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    boolean option = arguments[0].startsWith("-D");
    command.add(option ? arguments[0] : "-Xmx128m");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(UploadBenchmark.class.getName());
    if (option) {
      command.add(arguments[1]);
    } else {
      command.addAll(List.of("hibi", arguments[1], Path.of(arguments[2]).getParent() + ""));
    }
    return command;
  }

  /** Looks at the process's memory, as Linux tells it, while it runs. */
  private static void run(String who, List<String> command, Path home, String uri)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", home.toString());
    builder.redirectOutput(home.resolveSibling(home.getFileName() + ".log").toFile());
    long begin = System.nanoTime();
    Process process = builder.start();
    long peak = 0;
    while (process.isAlive()) {
      peak = Math.max(peak, peakKib(process.pid()));
      Thread.sleep(20);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    long arrived =
        Long.parseLong(
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(URI.create(uri + "/bytes")).build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .body());
    if (process.exitValue() != 0 || arrived != SIZE) {
      throw new IOException(
          "bad upload: expected %d bytes, found %d, exit code %d (%s)"
              .formatted(SIZE, arrived, process.exitValue(), who));
    }
    System.out.printf(Locale.ROOT, "%-8s %8.2f %12d%n", who, seconds, peak / 1024);
  }

  private static long peakKib(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException e) {
      // it has just ended
    }
    return 0;
  }
}
