package dev.hibi.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.cli.concrete.DrawnArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run in a process of its own that is killed (SIGKILL on Unix) in mid-epoch, and goes on. */
final class KilledRunTest {
  @TempDir Path directory;

  @Test
  void aKilledRunResumesToTheSameWeightsToTheBit() throws Exception {
    DrawnArchive.train(0).write(directory.resolve("train.zip"), 60);
    DrawnArchive.test(0).write(directory.resolve("test.zip"), 10);
    assertThat(train("whole", List.of()).waitFor()).isZero();

    Process killed = train("killed", List.of());
    waitForEpochAndAHalf(killed, directory.resolve("killed/metrics.jsonl"));
    killed.destroyForcibly().waitFor();

    assertThat(directory.resolve("killed/model")).doesNotExist();
    assertThat(train("killed", List.of("--resume")).waitFor()).isZero();
    assertThat(directory.resolve("killed/model/model.safetensors"))
        .hasSameBinaryContentAs(directory.resolve("whole/model/model.safetensors"));
    assertThat(Files.readAllLines(directory.resolve("killed/metrics.jsonl"))).hasSize(4);
  }

  private void waitForEpochAndAHalf(Process process, Path metrics) throws Exception {
    while (!Files.exists(metrics)) {
      assertThat(process.isAlive()).as("the run ended before it could be killed").isTrue();
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
    // The second epoch has begun: let it take some steps.
    process.waitFor(100, TimeUnit.MILLISECONDS);
    assertThat(process.isAlive()).as("the run ended before it could be killed").isTrue();
  }

  private Process train(String output, List<String> more) throws IOException {
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
                "--image-size",
                "64",
                "--epochs",
                "4",
                "--batch-size",
                "8",
                "--output",
                directory.resolve(output).toString()));
    command.addAll(more);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(output + ".log").toFile())
        .start();
  }
}
