package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.EmulatedPlatform;
import dev.hibi.client.api.JobStatus;
import dev.hibi.client.api.TrainingApi;
import dev.hibi.emulator.JobProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class SupervisedJobTest {
  /** Counts on from its own checkpoint, and dies after each number but the last. */
  private static final String COUNTS_TO_3 =
      "cd $KQI_ROOT/kqi/output && n=$(cat checkpoint 2>/dev/null || echo 0)"
          + " && n=$((n + 1)) && echo $n > checkpoint && echo \"step $n retry $HIBI_RETRY\""
          + " && test $n -ge 3";

  private final FakeTime time = new FakeTime();

  @TempDir private Path folder;

  private EmulatedPlatform real() throws IOException {
    return EmulatedPlatform.start(
        EmulatedPlatform.builder(folder.resolve("platform")).runCommands(true));
  }

  private EmulatedPlatform start(JobProgram program) throws IOException {
    return EmulatedPlatform.start(
        EmulatedPlatform.builder(folder.resolve("platform")).program(program));
  }

  private SupervisedJob.Builder job(EmulatedPlatform platform, TrainingRequest request) {
    return SupervisedJob.builder(platform.client(), request).polling(time.polling());
  }

  @Test
  void aJobThatFailsGoesOnFromItsOwnCheckpoint() throws Exception {
    try (EmulatedPlatform platform = real()) {
      TrainingRequest request =
          platform.request(platform.dataSet()).entryPoint(COUNTS_TO_3).build();
      List<String> lines = new ArrayList<>();

      SupervisedResult result = job(platform, request).retries(5).log(lines::add).build().run();

      assertThat(lines).containsExactly("step 1 retry ", "step 2 retry 1", "step 3 retry 2");
      assertThat(result.isSuccess()).isTrue();
      assertThat(result).hasToString("training 3 (cracks-retry-2): Completed, attempt 3");
      assertThat(result.attempts())
          .extracting(JobResult::outcome)
          .containsExactly(
              JobResult.Outcome.KILLED, JobResult.Outcome.KILLED, JobResult.Outcome.COMPLETED);
      assertThat(result.last().details().parents())
          .extracting(TrainingApi.Summary::id)
          .containsExactly(2L);
    }
  }

  @Test
  void theSubmissionIdOfAnotherJobIsRefused() throws Exception {
    try (EmulatedPlatform platform = real()) {
      TrainingRequest request =
          platform.request(platform.dataSet()).entryPoint("true").submissionId("night").build();
      job(platform, request).build().run();
      TrainingRequest other = request.toBuilder(request.name()).entryPoint("false").build();

      assertThatThrownBy(() -> job(platform, other).build().run())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "another job has this submission id: expected command 'false', found 'true'"
                  + " (training 1)");
    }
  }

  @Test
  void aParentOfItsOwnIsWhereItWasInARetryToo() throws Exception {
    try (EmulatedPlatform platform = real()) {
      long dataSet = platform.dataSet();
      TrainingRequest teacher =
          platform.request(dataSet).entryPoint("echo wise > $KQI_ROOT/kqi/output/teacher").build();
      TrainingJob parent = platform.start(teacher);
      parent.await();
      TrainingRequest request =
          platform
              .request(dataSet)
              .parent(parent.id())
              .entryPoint("cat $KQI_ROOT/kqi/parent/teacher && " + COUNTS_TO_3)
              .build();
      List<String> lines = new ArrayList<>();

      SupervisedResult result = job(platform, request).retries(2).log(lines::add).build().run();

      assertThat(lines)
          .containsExactly(
              "wise", "step 1 retry ", "wise", "step 2 retry 1", "wise", "step 3 retry 2");
      assertThat(result.isSuccess()).isTrue();
    }
  }

  @Test
  void itIsNotTriedMoreOftenThanAskedFor() throws Exception {
    try (EmulatedPlatform platform = start(job -> 1)) {
      TrainingRequest request = platform.request(platform.dataSet()).build();

      SupervisedResult result = job(platform, request).retries(2).build().run();

      assertThat(result.isSuccess()).isFalse();
      assertThat(result).hasToString("training 3 (cracks-retry-2): Killed, attempt 3");
      assertThat(platform.client().training().all()).hasSize(3);
      Duration interval = WatchPolicy.DEFAULT.interval();
      assertThat(time.pauses()).contains(interval.multipliedBy(2), interval.multipliedBy(4));
    }
  }

  @Test
  void whatAUserHasCanceledIsNotTriedAgain() throws Exception {
    try (EmulatedPlatform platform = start(job -> waitForever())) {
      TrainingRequest request = platform.request(platform.dataSet()).build();

      SupervisedResult result =
          job(platform, request).retries(2).listener(TrainingJob::cancel).build().run();

      assertThat(result.attempts()).hasSize(1);
      assertThat(result.end()).isEqualTo(SupervisedResult.End.JOB);
      assertThat(result.last().outcome()).isEqualTo(JobResult.Outcome.CANCELED);
    }
  }

  @Test
  void aJobThatIsOutOfMemoryIsEndedBeforeTheNext() throws Exception {
    JobProgram program =
        job -> job.environment().containsKey(Continuation.RETRY) ? 0 : waitForever();
    try (EmulatedPlatform platform = start(program)) {
      TrainingRequest request = platform.request(platform.dataSet()).build();

      SupervisedResult result =
          job(platform, request)
              .retries(1)
              .listener(
                  job -> {
                    if (job.id() == 1) {
                      platform.emulator().faults().outOfMemory(1);
                    }
                  })
              .build()
              .run();

      assertThat(result.attempts())
          .extracting(JobResult::outcome)
          .containsExactly(JobResult.Outcome.OUT_OF_MEMORY, JobResult.Outcome.COMPLETED);
      assertThat(platform.client().training().get(1).status()).isEqualTo(JobStatus.KILLED);
    }
  }

  @Test
  void aJobThatHasRunForTooLongIsCanceled() throws Exception {
    try (EmulatedPlatform platform = start(job -> waitForever())) {
      TrainingRequest request = platform.request(platform.dataSet()).build();

      SupervisedResult result =
          job(platform, request).retries(3).maxRuntime(Duration.ofHours(2)).build().run();

      assertThat(result).hasToString("training 1 (cracks): UserCanceled, out of time");
      assertThat(result.isSuccess()).isFalse();
    }
  }

  @Test
  void allAttemptsTogetherHaveTheTime() throws Exception {
    JobProgram program =
        job -> {
          time.awaitPauses(100); // of 5 s each
          return 1;
        };
    try (EmulatedPlatform platform = start(program)) {
      TrainingRequest request = platform.request(platform.dataSet()).build();

      SupervisedResult result =
          job(platform, request).retries(1000).maxRuntime(Duration.ofMinutes(30)).build().run();

      assertThat(result.end()).isEqualTo(SupervisedResult.End.TIME);
      assertThat(result.attempts()).hasSizeBetween(1, 4);
    }
  }

  @Test
  void aJobThatGetsNoBetterIsEndedAndCountsAsGood() throws Exception {
    JobProgram program =
        job -> {
          StringBuilder metrics = new StringBuilder();
          for (int epoch = 1; ; epoch++) {
            double accuracy = Math.min(epoch, 4) / 5.0;
            metrics.append("{\"epoch\":%d,\"accuracy\":%s}%n".formatted(epoch, accuracy));
            job.write("metrics.jsonl", metrics.toString());
            time.awaitPauses(3);
          }
        };
    try (EmulatedPlatform platform = start(program)) {
      TrainingRequest request = platform.request(platform.dataSet()).build();

      SupervisedResult result =
          job(platform, request)
              .retries(1)
              .stopWhen(StopRule.atLeast("accuracy", 0.95))
              .stopWhen(StopRule.noHigher("accuracy", 3, 0))
              .build()
              .run();

      assertThat(result).hasToString("training 1 (cracks): UserCanceled, stopped early");
      assertThat(result.isSuccess()).isTrue();
      String metrics =
          new String(
              TrainingJob.of(platform.client(), 1).readOutput("metrics.jsonl", 9999).orElseThrow(),
              StandardCharsets.UTF_8);
      assertThat(metrics.lines().count()).isGreaterThanOrEqualTo(7);
    }
  }

  @Test
  void aProgramThatDiesFindsTheAttemptsAgain() throws Exception {
    try (EmulatedPlatform platform = real()) {
      TrainingRequest request =
          platform
              .request(platform.dataSet())
              .entryPoint(COUNTS_TO_3)
              .submissionId("crack study")
              .build();
      SupervisedJob.Builder builder = job(platform, request).retries(5);
      SupervisedJob dies =
          builder
              .listener(
                  job -> {
                    if (job.id() == 2) {
                      throw new IllegalStateException("dies");
                    }
                  })
              .build();
      assertThatThrownBy(dies::run).hasMessage("dies");

      SupervisedResult result = builder.listener(job -> {}).build().run();

      assertThat(result).hasToString("training 3 (cracks-retry-2): Completed, attempt 3");
      assertThat(platform.client().training().all()).hasSize(3);
    }
  }

  @Test
  void aClusterThatIsFullForAWhileIsAskedAgain() throws Exception {
    try (EmulatedPlatform platform = start(job -> 0)) {
      TrainingRequest request = platform.request(platform.dataSet()).build();
      platform.emulator().faults().status("POST .*/training/run", 503, 2);

      assertThat(job(platform, request).build().run().isSuccess()).isTrue();
      assertThat(platform.client().training().all()).hasSize(1);
    }
  }

  @Test
  void aNumberThatIsNoneIsRefused() throws Exception {
    try (EmulatedPlatform platform = start(job -> 0)) {
      SupervisedJob.Builder builder = job(platform, platform.request(1).build());

      assertThatThrownBy(() -> builder.retries(-1))
          .hasMessage("bad retries: expected at least 0, found -1");
      assertThatThrownBy(() -> builder.maxRuntime(Duration.ZERO))
          .hasMessage("bad longest runtime: expected more than 0 seconds, found 0 seconds");
    }
  }

  private static int waitForever() throws InterruptedException {
    Thread.sleep(1_000_000); // until it is halted
    return 0;
  }
}
