package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.InterruptibleFuture;
import dev.hibi.client.KamonohashiException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TrainingJobTest {
  private final JobServer server = new JobServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void awaitsTheEndWhateverTheClusterCallsWhatComesBefore() throws Exception {
    server.statuses(
        "Pending Running", "ImagePullBackOff Running", "Succeeded Running", "Completed Closed");

    JobResult result = server.job().await();

    assertThat(result.outcome()).isEqualTo(JobResult.Outcome.COMPLETED);
    assertThat(result.confirmed()).isTrue();
    assertThat(result).hasToString("training 7 (cracks): Completed");
  }

  @Test
  void tellsEachChangeOnce() {
    server.statuses(
        "Pending Running",
        "Pending Running",
        "Running Running",
        "Running Running",
        "Killed Failed");

    assertThat(server.job().states().map(state -> state.status().name()))
        .containsExactly("Pending", "Running", "Killed");
  }

  @Test
  void aJobOutOfMemoryHasFailedAndIsHaltedIfAsked() throws Exception {
    server.statuses("Running Running", "OOMKilled Running");

    JobResult left = server.job().await();
    assertThat(left.outcome()).isEqualTo(JobResult.Outcome.OUT_OF_MEMORY);
    assertThat(left).hasToString("training 7 (cracks): OOMKilled, out of memory");
    assertThat(server.count("POST /api/v2/training/7/halt")).isZero();

    WatchPolicy halting = WatchPolicy.DEFAULT.haltingOutOfMemory();
    assertThat(server.job().policy(halting).await().outcome())
        .isEqualTo(JobResult.Outcome.OUT_OF_MEMORY);
    assertThat(server.count("POST /api/v2/training/7/halt")).isEqualTo(1);
  }

  @Test
  void aLostJobRunsAsLongAsItsLogGrows() throws Exception {
    server
        .statuses("None None")
        .turns(
            () -> server.write("a\n"),
            () -> server.write("b\n"),
            () -> server.write("c\n"),
            () -> server.write("d\n"));
    List<String> lines = new ArrayList<>();

    JobResult result = server.job().followLog(lines::add);

    assertThat(lines).containsExactly("a", "b", "c", "d");
    assertThat(result.outcome()).isEqualTo(JobResult.Outcome.LOST);
    assertThat(result.confirmed()).isFalse();
    assertThat(result).hasToString("training 7 (cracks): None, concluded: LOST");
  }

  @Test
  void aLostJobThatLeftItsLastFileHasEndedWell() throws Exception {
    server.statuses("Failed Failed").output("labels.txt");
    TrainingJob job = server.job();

    JobResult result = job.policy(WatchPolicy.DEFAULT.successFile("labels.txt")).await();

    assertThat(result.isSuccess()).isTrue();
    assertThat(result.confirmed()).isFalse();
  }

  @Test
  void anErrorThatPassesIsNoEndAndOneThatLastsIs() throws Exception {
    server.statuses("Error Error", "Error Error", "Running Running", "Completed Closed");
    assertThat(server.job().await().isSuccess()).isTrue();

    server.statuses("Error Error");
    WatchPolicy impatient = WatchPolicy.DEFAULT.patience(Duration.ofSeconds(30));
    JobResult result = server.job().policy(impatient).await();
    assertThat(result).hasToString("training 7 (cracks): Error, concluded: FAILED");
  }

  @Test
  void aPlatformThatIsAwayForAWhileIsWaitedFor() throws Exception {
    server.statuses("Running Running", "502", "502", "502", "502", "Completed Closed");
    assertThat(server.job().await().isSuccess()).isTrue();

    server.statuses("502");
    WatchPolicy impatient = WatchPolicy.DEFAULT.patience(Duration.ofSeconds(30));
    assertThatThrownBy(() -> server.job().policy(impatient).await())
        .isInstanceOf(KamonohashiException.OtherStatus.class)
        .hasMessageStartingWith("refused: expected success, found status 502");
  }

  @Test
  void aJobThatIsNotThereIsNotWaitedFor() {
    server.statuses("404");

    assertThatThrownBy(() -> server.job().await())
        .isInstanceOf(KamonohashiException.NotFound.class);
  }

  @Test
  void aDeadlineEndsTheWaitAndNotTheJob() {
    assertThatThrownBy(() -> server.job().await(Duration.ofSeconds(12)))
        .isInstanceOf(TimeoutException.class)
        .hasMessage("not over: expected the end within 12 s, found status Running (training 7)");
    assertThat(server.time().pauses())
        .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(2));
    assertThat(server.count("POST /api/v2/training/7/halt")).isZero();
  }

  @Test
  void followsALogThatComesLateInPiecesAndUnderNewAddresses() throws Exception {
    byte[] crack = "ひび割れ\r\n".getBytes(StandardCharsets.UTF_8);
    server
        .statuses("Pending Running", "Pending Running", "Running Running")
        .turns(
            () -> {},
            () -> {},
            () -> server.write("epoch 1\nepo"),
            () -> server.write("ch 2\n"),
            server::expireAddress,
            () -> server.write(crack, 0, 4),
            () -> server.write(crack, 4, crack.length - 4),
            () -> {
              server.write("no end");
              server.statuses("Completed Closed");
            });
    List<String> lines = new ArrayList<>();

    assertThat(server.job().followLog(lines::add).isSuccess()).isTrue();

    assertThat(lines).containsExactly("epoch 1", "epoch 2", "ひび割れ", "no end");
    assertThat(server.job().log()).isEqualTo(lines);
  }

  @Test
  void aStreamOfStatesThatIsInterruptedEndsAndKeepsTheFlag() {
    Stream<JobState> states = server.job().states();
    Thread.currentThread().interrupt();

    assertThatThrownBy(states::toList)
        .isInstanceOf(KamonohashiException.Transport.class)
        .hasMessage("no answer: expected one, found an interrupt (GET /api/v2/training/7)");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aFutureThatIsCancelledEndsItsWait() throws Exception {
    Thread[] waits = new Thread[1];
    CompletableFuture<JobResult> end =
        InterruptibleFuture.start(
            () -> {
              waits[0] = Thread.currentThread();
              return TrainingJob.of(server.client(), 7).await();
            });
    while (server.requests().isEmpty()) {
      Thread.onSpinWait();
    }

    assertThat(end.cancel(false)).isTrue();

    waits[0].join();
    assertThat(server.requests()).hasSize(1);
    assertThat(server.count("POST /api/v2/training/7/halt")).isZero();
  }
}
