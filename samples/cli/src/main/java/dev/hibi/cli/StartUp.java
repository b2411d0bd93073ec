package dev.hibi.cli;

import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.client.KqiConfig;
import dev.hibi.emulator.Emulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs once what most commands load. Not a command: the launcher lets the JVM list the classes and
 * keeps them in an archive, from which later starts take them ready.
 */
final class StartUp {
  private StartUp() {}

  /** Argument: a folder that may be filled. */
  public static void main(String... arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    String train = folder.resolve("train.zip").toString();
    String test = folder.resolve("test.zip").toString();
    String run = folder.resolve("run").toString();
    DrawnArchive.train(0).write(Path.of(train), 2);
    DrawnArchive.test(0).write(Path.of(test), 1);
    String size = "--image-size=32";
    hibi("train", "--train", train, "--test", test, "--output", run, size, "--epochs=1");
    hibi("predict", "--model", run + "/model", test);
    hibi("tensorboard", "scalars", run);
    hibi("kqi", "job", "run", "--help");
    platform(folder.resolve("emulator"), train);
  }

  /** What goes to and fro between here and a platform. */
  private static void platform(Path folder, String file) throws IOException {
    try (Emulator emulator = Emulator.builder(folder).user("user", "password").start()) {
      String config = "--config=" + folder.resolve("config.json");
      KqiConfig.of(emulator.uri(), "none yet").write(folder.resolve("config.json"));
      Path password = Files.writeString(folder.resolve("password"), "password");
      String server = "--server=" + emulator.uri();
      hibi("kqi", "login", server, "--user=user", "--password-file=" + password, config);
      hibi("kqi", "data", "upload", "--name=data", file, config);
      hibi("kqi", "data", "list", config);
      hibi("kqi", "data", "list", "--json", config);
      hibi("kqi", "data", "download", "1", "--output=" + folder.resolve("down"), config);
      hibi("kqi", "job", "list", config);
    }
  }

  private static void hibi(String... words) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
    if (Hibi.run(nowhere, err, words) != 0) {
      System.exit(1);
    }
  }
}
