package dev.hibi.training;

import java.io.IOException;

/**
 * Hears of a run's progress, on the thread that trains. What it throws ends the run.
 *
 * <p>Every method does nothing by default.
 */
public interface FitListener {

  /**
   * The run begins or goes on.
   *
   * @param epoch the first that will be trained, from 1
   * @param step number of updates so far
   * @param device such as {@code cpu} or {@code gpu:0}
   */
  default void onStart(int epoch, long step, String device) throws IOException {}

  /**
   * Features are being computed, once for all epochs.
   *
   * @param data {@code training} or {@code test}
   * @param done samples so far
   * @param total samples in all
   */
  default void onFeatures(String data, long done, long total) throws IOException {}

  /**
   * A step was made.
   *
   * @param epoch from 1
   * @param step number of updates so far
   * @param stepsPerEpoch how many an epoch has
   * @param loss mean cross entropy of the step's batch
   * @param learningRate of the step
   */
  default void onStep(int epoch, long step, long stepsPerEpoch, double loss, double learningRate)
      throws IOException {}

  /** An epoch is trained, tested and its checkpoint written. */
  default void onEpoch(EpochMetrics metrics, Evaluation evaluation) throws IOException {}
}
