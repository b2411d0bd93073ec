package dev.hibi.training;

import dev.hibi.model.engine.TrainableNetwork;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Writes a run's checkpoints: those that are asked for, and within an epoch those that are due. */
final class CheckpointSaver implements EpochLoop.StepEnd {

  /**
   * When a checkpoint is due within an epoch: after so many steps or so much time, whichever is
   * first.
   *
   * @param steps at least 1
   * @param time above 0
   */
  record Interval(long steps, Duration time) {
    static final Interval DEFAULT = new Interval(Long.MAX_VALUE, Duration.ofMinutes(10));

    Interval {
      if (steps < 1) {
        throw new IllegalArgumentException(
            "bad interval of checkpoints: expected 1 step and more, found " + steps);
      }
      if (time.isNegative() || time.isZero()) {
        throw new IllegalArgumentException(
            "bad interval of checkpoints: expected a time above 0, found " + time);
      }
    }
  }

  private final CheckpointFolder folder;
  private final TrainableNetwork network;
  private final FitListener listener;
  private final Interval interval;
  private final StopSignal stop;
  private Checkpoint.State saved;
  private long savedAt = System.nanoTime();

  /**
   * A saver.
   *
   * @param begin the run as it begins or goes on
   */
  CheckpointSaver(
      CheckpointFolder folder,
      TrainableNetwork network,
      FitListener listener,
      Interval interval,
      StopSignal stop,
      Checkpoint.State begin) {
    this.folder = folder;
    this.network = network;
    this.listener = listener;
    this.interval = interval;
    this.stop = stop;
    this.saved = begin;
  }

  @Override
  public boolean isDue(long step) {
    return step - saved.position().step() >= interval.steps()
        || Duration.ofNanos(System.nanoTime() - savedAt).compareTo(interval.time()) >= 0;
  }

  @Override
  public void after(EpochPosition position) throws IOException {
    if (isDue(position.step())) {
      save(position);
    }
  }

  /** Writes a checkpoint within an epoch, unless there is one of this step. */
  void save(EpochPosition position) throws IOException {
    if (position.step() > saved.position().step()) {
      save(position, saved.history(), network.weights());
    }
  }

  /**
   * Writes a checkpoint; listeners are told before.
   *
   * @param weights the network's as they are now
   */
  void save(EpochPosition position, List<EpochMetrics> history, StateDict weights)
      throws IOException {
    listener.onCheckpoint(position.step());
    saved = saved.at(position, history);
    Checkpoint checkpoint = new Checkpoint(weights, network.optimizerState(), saved);
    stop.write(() -> folder.write(checkpoint));
    savedAt = System.nanoTime();
  }
}
