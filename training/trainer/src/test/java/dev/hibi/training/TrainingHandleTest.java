package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.training.TrainingProgress.State;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Trainings in a thread of the application's. */
final class TrainingHandleTest extends RunFixture {

  private final ExecutorService executor = Executors.newSingleThreadExecutor();

  @AfterEach
  void close() {
    executor.shutdownNow();
  }

  /** Holds a run at a step, until it is let go. */
  private static final class Gate implements FitListener {
    private final long at;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    Gate(long at) {
      this.at = at;
    }

    @Override
    public void onStep(int epoch, long step, long steps, double loss, double rate) {
      if (step == at) {
        hold();
      }
    }

    @Override
    public void onFeatures(String data, long done, long total) {
      if (at == 0 && data.equals("test") && done > 0) {
        hold();
      }
    }

    private void hold() {
      reached.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private TrainingHandle start(FitConfig config, String name, FitListener listener) {
    return runs.run(config, name).listener(listener).build().start(executor);
  }

  @Test
  void aTrainingIsAwaitedAndHasTheModelOfOneInTheCallersThread() throws Exception {
    FitConfig config = Runs.scratch().build();
    runs.run(config, "fitted").build().fit();

    TrainingHandle training = runs.run(config, "started").build().start(executor);
    TrainingResult result = training.await();

    assertThat(result.history()).hasSize(2);
    assertThat(training.isDone()).isTrue();
    assertThat(training.future()).isCompletedWithValue(result);
    assertThat(runs.model("started")).hasSameBinaryContentAs(runs.model("fitted"));
  }

  @Test
  void progressTellsTheStepTheLatestEpochAndTheTimeThatIsLeft() throws Exception {
    Gate gate = new Gate(13);
    TrainingHandle training = start(Runs.scratch().build(), "run", gate);
    gate.reached.await();

    TrainingProgress held = training.progress(); // the gate is told first, so of the step before

    assertThat(held.state()).isEqualTo(State.TRAINING);
    assertThat(held.epoch()).isEqualTo(2);
    assertThat(held.epochs()).isEqualTo(2);
    assertThat(held.step()).isEqualTo(12);
    assertThat(held.steps()).isEqualTo(20);
    assertThat(held.share()).isEqualTo(0.6);
    assertThat(held.loss()).isFinite();
    assertThat(held.latest()).get().extracting(EpochMetrics::epoch).isEqualTo(1);
    assertThat(held.remaining()).get().matches(left -> left.compareTo(Duration.ZERO) > 0);
    assertThatThrownBy(() -> training.await(Duration.ZERO))
        .isInstanceOf(TimeoutException.class)
        .hasMessage("not over: expected the end within PT0S, found TRAINING at step 12 of 20");

    gate.open.countDown();
    TrainingResult result = training.await();

    TrainingProgress ended = training.progress();
    assertThat(ended.state()).isEqualTo(State.FINISHED);
    assertThat(ended.step()).isEqualTo(20);
    assertThat(ended.share()).isEqualTo(1);
    assertThat(ended.remaining()).isEmpty();
    assertThat(ended.latest()).contains(result.history().get(1));
    assertThat(training.progress()).isEqualTo(ended); // nor does its time go on
  }

  @Test
  void aCancelledTrainingEndsAfterTheStepThatItIsAtAndGoesOnWhenItIsResumed() throws Exception {
    FitConfig config = Runs.scratch().build();
    runs.run(config, "whole").build().fit();
    Gate gate = new Gate(13);
    TrainingHandle training = start(config, "run", gate);
    gate.reached.await();

    training.cancel();
    gate.open.countDown();

    assertThatThrownBy(training::await)
        .isInstanceOf(InterruptedRunException.class)
        .hasMessage(
            "run cancelled: expected 2 epochs, found 1 and step 13 (%s; resumed, it goes on)",
            directory.resolve("run"));
    assertThat(training.progress().state()).isEqualTo(State.CANCELLED);
    assertThat(Files.readString(directory.resolve("run/run.json")))
        .contains("\"status\": \"cancelled\",\n  \"epochs\": 1,\n  \"step\": 13\n");
    runs.run(config, "run").resume(true).build().start(executor).await();
    assertThat(runs.model("run")).hasSameBinaryContentAs(runs.model("whole"));
  }

  @Test
  void aTrainingIsCancelledAtAnEpochsLastStepBeforeItTests() throws Exception {
    Gate gate = new Gate(10);
    TrainingHandle training = start(Runs.scratch().build(), "run", gate);
    gate.reached.await();

    training.cancel();
    gate.open.countDown();

    assertThatThrownBy(training::await).isInstanceOf(InterruptedRunException.class);
    assertThat(Runs.names(directory.resolve("run/checkpoints")))
        .containsExactly("epoch-0000-step-000010");
  }

  @Test
  void aTrainingIsCancelledWhileItComputesFeaturesAndKeepsThem() throws Exception {
    Gate gate = new Gate(0);
    TrainingHandle training = start(runs.config(TrainingMode.FEATURES), "run", gate);
    gate.reached.await();

    assertThat(training.progress().state()).isEqualTo(State.EXTRACTING);
    training.cancel();
    gate.open.countDown();

    assertThatThrownBy(training::await).isInstanceOf(InterruptedRunException.class);
    assertThat(training.progress().state()).isEqualTo(State.CANCELLED);
    assertThat(Files.readString(directory.resolve("run/run.json")))
        .contains("\"status\": \"cancelled\"");
    assertThat(directory.resolve("run/features/training")).isDirectory();
  }

  @Test
  void aTrainingThatIsCancelledBeforeItHasAThreadWritesNothing() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    executor.execute(() -> waitFor(busy));
    TrainingHandle training = runs.run(Runs.scratch().build(), "run").build().start(executor);

    assertThat(training.progress().state()).isEqualTo(State.WAITING);
    training.cancel();
    busy.countDown();

    assertThatThrownBy(training::await)
        .isInstanceOf(InterruptedRunException.class)
        .hasMessage("run cancelled: expected a thread for it first, found none");
    assertThat(directory.resolve("run")).doesNotExist();
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aFutureThatIsCancelledCancelsTheTraining() throws Exception {
    Gate gate = new Gate(3);
    TrainingHandle training = start(Runs.scratch().build(), "run", gate);
    gate.reached.await();
    CompletableFuture<TrainingResult> future = training.future();

    assertThat(future.cancel(true)).isTrue();
    gate.open.countDown();

    assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
    assertThatThrownBy(training::await).isInstanceOf(InterruptedRunException.class);
  }

  @Test
  void anExecutorThatIsShutDownInterruptsTheTraining() throws Exception {
    Gate gate = new Gate(3);
    TrainingHandle training = start(Runs.scratch().build(), "run", gate);
    gate.reached.await();

    executor.shutdownNow();

    assertThatThrownBy(training::await)
        .isInstanceOf(InterruptedRunException.class)
        .hasMessageStartingWith("run interrupted: ");
    assertThat(training.progress().state()).isEqualTo(State.INTERRUPTED);
  }

  @Test
  void whatEndsTheRunIsThrownByAwaiting() throws Exception {
    TrainingHandle training =
        runs.run(Runs.scratch().build(), "run")
            .listener(Runs.powerFailure(3))
            .build()
            .start(executor);

    assertThatThrownBy(training::await).isInstanceOf(IOException.class).hasMessage("power failure");
    assertThat(training.progress().state()).isEqualTo(State.FAILED);
  }
}
