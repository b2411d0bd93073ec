package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.EmulatedPlatform;
import dev.hibi.client.KamonohashiException;
import dev.hibi.emulator.JobProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class JobGroupTest {
  private static final JobProgram PROGRAM =
      job -> {
        if (job.entryPoint().equals("wait")) {
          Thread.sleep(1_000_000); // until it is halted
        }
        return job.entryPoint().equals("fail") ? 1 : 0;
      };

  @TempDir private Path folder;

  private EmulatedPlatform start(String... entryPoints) throws Exception {
    EmulatedPlatform platform =
        EmulatedPlatform.start(
            EmulatedPlatform.builder(folder.resolve("platform")).program(PROGRAM));
    long dataSet = platform.dataSet();
    for (String entryPoint : entryPoints) {
      platform.start(platform.request(dataSet).entryPoint(entryPoint).build());
    }
    return platform;
  }

  private static JobGroup group(EmulatedPlatform platform, Long... ids) {
    return JobGroup.of(platform.client(), List.of(ids)).policy(EmulatedPlatform.QUICK);
  }

  @Test
  void allAreWaitedForAndToldInTheirOrder() throws Exception {
    try (EmulatedPlatform platform = start("good", "fail", "good")) {
      List<String> told = new ArrayList<>();

      List<JobResult> results =
          group(platform, 3L, 1L, 2L, 1L)
              .awaitAll((id, state) -> state.result().ifPresent(end -> told.add(end.toString())));

      assertThat(results)
          .hasToString(
              "[training 3 (cracks): Completed, training 1 (cracks): Completed,"
                  + " training 2 (cracks): Killed]");
      assertThat(told).hasSize(3);
    }
  }

  @Test
  void oneIsEnoughIfAnyWillDo() throws Exception {
    try (EmulatedPlatform platform = start("wait", "fail")) {
      assertThat(group(platform, 1L, 2L).awaitAny()).hasToString("training 2 (cracks): Killed");
    }
  }

  @Test
  void theDeadlineSaysWhichGoOn() throws Exception {
    try (EmulatedPlatform platform = start("wait", "good")) {
      group(platform, 2L).awaitAll();

      assertThatThrownBy(() -> group(platform, 1L, 2L).awaitAll(Duration.ZERO, (id, state) -> {}))
          .isInstanceOf(TimeoutException.class)
          .hasMessage("not over: expected the end of 2 jobs within 0 s, found 1 that go on ([1])");
    }
  }

  @Test
  void aJobThatIsNotThereIsAnError() throws Exception {
    try (EmulatedPlatform platform = start("wait")) {
      assertThatThrownBy(() -> group(platform, 1L, 9L).awaitAll())
          .isInstanceOf(KamonohashiException.NotFound.class);
      assertThatThrownBy(() -> JobGroup.of(platform.client(), List.of()))
          .hasMessage("no jobs: expected at least one, found none");
    }
  }
}
