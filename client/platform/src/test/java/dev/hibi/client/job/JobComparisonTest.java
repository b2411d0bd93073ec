package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.client.EmulatedPlatform;
import dev.hibi.emulator.JobProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class JobComparisonTest {
  private static final JobProgram PROGRAM =
      job -> {
        if (job.id() == 1) {
          job.write(
              "metrics.jsonl",
              """
              {"step":10,"loss":0.5}
              {"step":20,"loss":null}
              {"step":30,"loss":0.7,"accuracy":0.9}
              """);
        } else if (job.id() == 2) {
          job.write("metrics.jsonl", "{\"step\":20,\"loss\":0.25}\n{\"step\":3");
        }
        return 0;
      };

  @TempDir private Path folder;

  @Test
  void jobsStandSideBySide() throws Exception {
    try (EmulatedPlatform platform =
        EmulatedPlatform.start(
            EmulatedPlatform.builder(folder.resolve("platform")).program(PROGRAM))) {
      long dataSet = platform.dataSet();
      for (int i = 0; i < 3; i++) {
        platform.start(platform.request(dataSet).build()).await();
      }

      JobComparison jobs =
          JobComparison.of(
              platform.client(), List.of(2L, 1L, 3L), TrialMetrics.jsonLines("metrics.jsonl"));

      assertThat(jobs.metrics()).containsExactly("accuracy", "loss", "step");
      assertThat(jobs.columns().get(1).last("loss")).hasValue(0.7);
      assertThat(jobs.columns().get(1).lowest("loss")).hasValue(0.5);
      assertThat(jobs.columns().get(1).highest("loss")).hasValue(0.7);
      assertThat(jobs.columns().get(2).last("loss")).isEmpty();
      assertThat(jobs.steps("loss"))
          .containsOnlyKeys(10L, 20L, 30L)
          .containsEntry(
              10L, List.of(OptionalDouble.empty(), OptionalDouble.of(0.5), OptionalDouble.empty()))
          .containsEntry(
              20L,
              List.of(OptionalDouble.of(0.25), OptionalDouble.empty(), OptionalDouble.empty()));
    }
  }
}
