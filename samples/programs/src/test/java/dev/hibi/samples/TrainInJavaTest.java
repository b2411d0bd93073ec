package dev.hibi.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.cli.concrete.DrawnArchive;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainInJavaTest {
  @TempDir Path directory;

  @Test
  void theReadmesExampleRuns() throws IOException {
    Path train = directory.resolve("train.zip");
    Path test = directory.resolve("test.zip");
    DrawnArchive.train(0).write(train, 16);
    DrawnArchive.test(0).write(test, 4);

    TrainInJava.train(train, test, directory.resolve("run"));

    assertThat(directory.resolve("run/model/model.pt")).isRegularFile();
  }
}
