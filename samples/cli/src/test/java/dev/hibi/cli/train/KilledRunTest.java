package dev.hibi.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run in a process of its own that is killed (SIGKILL on Unix) in mid-epoch, and goes on. */
final class KilledRunTest {
  @TempDir Path directory;

  @Test
  void aKilledRunResumesToTheSameWeightsToTheBit() throws Exception {
    TrainProcess.draw(directory);
    assertThat(train("whole").waitFor()).isZero();

    Process killed = train("killed");
    waitForEpochAndAHalf(killed, directory.resolve("killed/metrics.jsonl"));
    killed.destroyForcibly().waitFor();

    assertThat(directory.resolve("killed/model")).doesNotExist();
    assertThat(train("killed", "--resume").waitFor()).isZero();
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

  private Process train(String output, String... more) throws IOException {
    return TrainProcess.start(directory, output, more);
  }
}
