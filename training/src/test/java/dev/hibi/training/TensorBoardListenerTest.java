package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.ClassLabels;
import dev.hibi.tensorboard.EventFileReader;
import dev.hibi.tensorboard.RunEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TensorBoardListenerTest {
  private static final Evaluation EVALUATION =
      new Evaluation(
          ClassLabels.of("N", "P"),
          4,
          0.25,
          List.of(List.of(2L, 0L), List.of(1L, 1L)),
          OptionalDouble.empty());

  @TempDir Path directory;

  @Test
  void lossesAreMeansOfTenStepsAndTestNumbersStandAtTheEpochsEnd() throws IOException {
    try (TensorBoardListener listener = new TensorBoardListener(directory)) {
      listener.onStart(1, 0, "cpu");
      for (int step = 1; step <= 12; step++) {
        listener.onStep(1, step, 12, step, 0.5);
      }
      listener.onEpoch(metrics(1, 12), EVALUATION);
    }

    assertThat(scalars())
        .containsExactly(
            "loss_train 5.5 at 10",
            "learning_rate 0.5 at 10",
            "loss_train 11.5 at 12",
            "learning_rate 0.5 at 12",
            "loss_valid 0.25 at 12",
            "accuracy 0.75 at 12");
  }

  @Test
  void aResumedRunWritesANewFileThatBeginsAfterTheCheckpointsStep() throws IOException {
    try (TensorBoardListener listener = new TensorBoardListener(directory)) {
      listener.onStart(1, 0, "cpu");
      listener.onEpoch(metrics(1, 12), EVALUATION);
    }
    try (TensorBoardListener listener = new TensorBoardListener(directory)) {
      listener.onStart(2, 12, "cpu");
      listener.onEpoch(metrics(2, 24), EVALUATION);
    }

    assertThat(EventFileReader.read(directory))
        .filteredOn(event -> event instanceof RunEvent.SessionStart)
        .extracting(RunEvent::step)
        .containsExactly(0L, 13L);
  }

  private List<String> scalars() throws IOException {
    return EventFileReader.read(directory).stream()
        .filter(event -> event instanceof RunEvent.Scalar)
        .map(event -> (RunEvent.Scalar) event)
        .map(scalar -> scalar.tag() + " " + scalar.value() + " at " + scalar.step())
        .toList();
  }

  private static EpochMetrics metrics(int epoch, long step) {
    return new EpochMetrics(epoch, step, 0.5, 1, 0.25, 0.75, 1, 1, 4);
  }
}
