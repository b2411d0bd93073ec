package dev.hibi.cli;

import dev.hibi.cli.concrete.DrawnArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What commands are tried on: two archives, a model, a file of text, an empty folder. */
public record SampleFiles(Path folder) {
  /** Draws and trains. */
  public static SampleFiles make(Path folder) throws IOException {
    SampleFiles files = new SampleFiles(folder);
    DrawnArchive.train(0).write(Path.of(files.train()), 20);
    DrawnArchive.test(0).write(Path.of(files.test()), 10);
    Files.writeString(Path.of(files.text()), "words");
    Files.createDirectory(Path.of(files.empty()));
    Answer.of(
            "train",
            "--train",
            files.train(),
            "--test",
            files.test(),
            "--backbone",
            "resnet10-w16",
            "--image-size",
            "32",
            "--epochs",
            "1",
            "--output",
            folder.resolve("run").toString())
        .expectSuccess();
    return files;
  }

  public String train() {
    return folder.resolve("train.zip").toString();
  }

  public String test() {
    return folder.resolve("test.zip").toString();
  }

  public String model() {
    return folder.resolve("run/model").toString();
  }

  /** A file that is neither archive nor model nor configuration. */
  public String text() {
    return folder.resolve("text.zip").toString();
  }

  public String empty() {
    return folder.resolve("empty").toString();
  }

  public String absent() {
    return folder.resolve("absent").toString();
  }
}
