package dev.hibi.training;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a training is, at one moment.
 *
 * @param state what it does
 * @param epoch the one that is trained or tested, from 1; the last one afterwards; 0 before
 * @param epochs how many there will be; 0 as long as that is not known
 * @param step number of updates so far, those before a resume among them
 * @param steps how many updates there will be; 0 as long as that is not known
 * @param loss mean cross entropy of the latest step's batch; not a number before the first step
 * @param latest what the latest epoch gave, one before a resume also; empty before the first
 * @param elapsed wall time since the training was handed to its executor, until its end
 * @param remaining an estimate of the time until the end, from the steps and tests so far, or while
 *     features are computed until those of this part of the data are; empty when nothing was
 *     measured yet, or it has ended
 */
public record TrainingProgress(
    State state,
    int epoch,
    int epochs,
    long step,
    long steps,
    double loss,
    Optional<EpochMetrics> latest,
    Duration elapsed,
    Optional<Duration> remaining) {

  /** What a training does. */
  public enum State {
    /** The executor has no thread for it yet. */
    WAITING,
    /** Data and weights are being read. */
    OPENING,
    /** Features are being computed, once for all epochs. */
    EXTRACTING,
    /** It trains and tests. */
    TRAINING,
    /** The model is written. */
    FINISHED,
    /** It was cancelled; resumed, it goes on. */
    CANCELLED,
    /** Its thread was interrupted, or the JVM shut down; resumed, it goes on. */
    INTERRUPTED,
    /** It ended by an error. */
    FAILED;

    /** Whether it goes on no more. */
    public boolean isFinal() {
      return compareTo(FINISHED) >= 0;
    }
  }

  /** Share of the updates that are made, 0 to 1; 0 as long as their number is not known. */
  public double share() {
    return steps == 0 ? 0 : (double) step / steps;
  }
}
