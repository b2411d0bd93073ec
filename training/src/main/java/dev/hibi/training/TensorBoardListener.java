package dev.hibi.training;

import dev.hibi.tensorboard.SummaryWriter;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes a run's progress as TensorBoard events: {@code loss_train} and {@code learning_rate} every
 * {@value #STEPS_PER_POINT} steps and at the end of an epoch, {@code loss_valid} and {@code
 * accuracy} after each epoch. The step of every point is the number of updates so far.
 *
 * <p>The event file is opened when the run starts; a resumed run opens a new one whose points take
 * the place of those that were written after the checkpoint; the checkpoint's own points stay.
 * Close it when the run has ended; until then no other writer may use the directory.
 */
public final class TensorBoardListener implements FitListener, AutoCloseable {
  private static final int STEPS_PER_POINT = 10;

  private final Path directory;
  private @Nullable SummaryWriter writer;
  private double lossSum;
  private int lossCount;

  /**
   * A listener that writes into a directory.
   *
   * @param directory made if absent; the run's output is a good choice
   */
  public TensorBoardListener(Path directory) {
    this.directory = directory;
  }

  @Override
  public void onStart(int epoch, long step, String device) throws IOException {
    SummaryWriter.Builder builder = SummaryWriter.builder(directory);
    writer = (step > 0 ? builder.resumeAt(step + 1) : builder).build();
  }

  @Override
  public void onStep(int epoch, long step, long stepsPerEpoch, double loss, double learningRate) {
    lossSum += loss;
    lossCount++;
    if (step % STEPS_PER_POINT == 0 || step % stepsPerEpoch == 0) {
      open().scalar("loss_train", lossSum / lossCount, step);
      open().scalar("learning_rate", learningRate, step);
      lossSum = 0;
      lossCount = 0;
    }
  }

  @Override
  public void onEpoch(EpochMetrics metrics, Evaluation evaluation) throws IOException {
    open().scalar("loss_valid", metrics.testLoss(), metrics.step());
    open().scalar("accuracy", metrics.testAccuracy(), metrics.step());
    open().flush();
  }

  private SummaryWriter open() {
    if (writer == null) {
      throw new IllegalStateException("not started: expected onStart before any other call");
    }
    return writer;
  }

  /**
   * Writes what is left and closes the file. Idempotent; nothing happens if no run started.
   *
   * @throws IOException if events could not be written
   */
  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
    }
  }
}
