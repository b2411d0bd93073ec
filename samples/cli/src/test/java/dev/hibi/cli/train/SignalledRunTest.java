package dev.hibi.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs in processes of their own that are told to end, as a platform or Ctrl-C does it. */
@DisabledOnOs(OS.WINDOWS)
final class SignalledRunTest {
  @TempDir Path directory;

  @Test
  void aRunThatIsToldToEndLeavesACheckpointAndGoesOnToTheSameWeights() throws Exception {
    TrainProcess.draw(directory);
    assertThat(train("whole").waitFor()).isZero();
    for (int i = 0; i < 2; i++) {
      Process told = train("run", "--resume");
      waitForEpoch(told, i + 1);
      told.destroy(); // SIGTERM
      assertThat(told.waitFor()).isEqualTo(143);
      assertInterrupted("run");
    }

    assertThat(train("run", "--resume").waitFor()).isZero();

    assertThat(directory.resolve("run/model/model.safetensors"))
        .hasSameBinaryContentAs(directory.resolve("whole/model/model.safetensors"));
  }

  @Test
  void ctrlCDoesTheSame() throws Exception {
    assumeTrue(interruptsAreHeard(), "SIGINT is ignored here, and so by every child");
    TrainProcess.draw(directory);
    Process told = train("run");
    waitForEpoch(told, 1);
    new ProcessBuilder("kill", "-INT", Long.toString(told.pid())).start().waitFor();

    assertThat(told.waitFor()).isEqualTo(130);
    assertInterrupted("run");
  }

  private void assertInterrupted(String output) throws IOException {
    String record = Files.readString(directory.resolve(output).resolve("run.json"));
    assertThat(record).contains("\"status\": \"interrupted\"");
    assertThat(directory.resolve(output + ".log"))
        .content()
        .containsPattern(
            "hibi: run interrupted: expected 4 epochs, found [1-3] and step [0-9]+ \\(");
    assertThat(directory.resolve(output).resolve("model")).doesNotExist();
  }

  /** Whether a process that this one starts can be interrupted. */
  private static boolean interruptsAreHeard() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return true;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
        .noneMatch(ignored -> (ignored & 2) != 0);
  }

  private void waitForEpoch(Process process, int epoch) throws Exception {
    Path metrics = directory.resolve("run/metrics.jsonl");
    while (!Files.exists(metrics) || Files.readAllLines(metrics).size() < epoch) {
      assertThat(process.isAlive()).as("the run ended before it could be told to").isTrue();
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
    process.waitFor(100, TimeUnit.MILLISECONDS); // the next epoch has begun: let it take some steps
    assertThat(process.isAlive()).as("the run ended before it could be told to").isTrue();
  }

  private Process train(String output, String... more) throws IOException {
    return TrainProcess.start(directory, output, more);
  }
}
