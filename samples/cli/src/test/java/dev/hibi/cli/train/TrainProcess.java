package dev.hibi.cli.train;

import dev.hibi.cli.concrete.DrawnArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code hibi train} in a process of its own, on drawn archives. */
final class TrainProcess {
  private TrainProcess() {}

  /** Writes {@code train.zip} and {@code test.zip}. */
  static void draw(Path directory) throws IOException {
    DrawnArchive.train(0).write(directory.resolve("train.zip"), 240);
    DrawnArchive.test(0).write(directory.resolve("test.zip"), 10);
  }

  /**
   * Begins four epochs on them.
   *
   * @param output a folder in the directory; what the process prints is added to a file beside it
   * @param more options
   */
  static Process start(Path directory, String output, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.hibi.cli.Hibi",
                "train",
                "--train",
                directory.resolve("train.zip").toString(),
                "--test",
                directory.resolve("test.zip").toString(),
                "--backbone",
                "resnet10-w16",
                "--image-size",
                "64",
                "--epochs",
                "4",
                "--batch-size",
                "8",
                "--output",
                directory.resolve(output).toString()));
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(directory.resolve(output + ".log").toFile()))
        .start();
  }
}
