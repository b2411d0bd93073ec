package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.client.api.JobStatus;
import dev.hibi.client.api.TrainingApi;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RunClockTest {
  private static final JobState PENDING =
      new JobState(JobStatus.PENDING, "no room", Optional.empty());
  private static final JobState RUNNING = new JobState(JobStatus.RUNNING, "", Optional.empty());
  private static final JobState LOST = new JobState(JobStatus.NONE, "", Optional.empty());

  private final FakeTime time = new FakeTime();
  private final RunClock clock = new RunClock(time);

  private void look(JobState state) throws InterruptedException {
    time.polling().pause().pause(Duration.ofMinutes(3));
    clock.look(state);
  }

  @Test
  void theTimeInWhichItWaitsForRoomDoesNotCount() throws Exception {
    look(PENDING);
    assertThat(clock.hasBegun()).isFalse();
    look(RUNNING);
    look(RUNNING);
    look(LOST);

    assertThat(clock.soFar()).isEqualTo(Duration.ofMinutes(6));
  }

  @Test
  void ofAJobThatHadBegunBeforeThePlatformTellsHowLongAgo() throws Exception {
    try (JobServer server = new JobServer()) {
      TrainingApi.Details details =
          server
              .details("\"startedAt\":\"2026-01-01 10:00:00\",\"executionTime\":\"1d 2h 5m\"")
              .client()
              .training()
              .get(7);
      clock.begin(details);
      look(RUNNING);

      assertThat(clock.soFar()).isEqualTo(Duration.ofHours(26).plusMinutes(8));
    }
  }
}
