package dev.hibi.training;

import dev.hibi.model.weights.StateDict;
import java.io.IOException;

/**
 * Hears of a run's progress, on the thread that trains. What it throws ends the run.
 *
 * <p>Every method does nothing by default.
 */
public interface FitListener {

  /** The run begins or goes on. */
  default void onStart(RunStart start) throws IOException {}

  /**
   * Something that its reader should know, though the run goes on; before or after {@link
   * #onStart}.
   *
   * @param message a line such as {@code device changed: expected cpu, found gpu:0 (...)}
   */
  default void onWarning(String message) throws IOException {}

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
   * @param loss mean cross entropy of the step's batch; if it is not finite, the run ends with this
   *     step
   * @param learningRate of the step
   */
  default void onStep(int epoch, long step, long stepsPerEpoch, double loss, double learningRate)
      throws IOException {}

  /** An epoch is trained, tested and its checkpoint written. */
  default void onEpoch(EpochMetrics metrics, Evaluation evaluation) throws IOException {}

  /**
   * The parameters after an epoch. Called after {@link #onEpoch}, if {@link #watchesParameters}.
   *
   * @param metrics of the epoch
   * @param weights what learns and what moves with it: in mode {@code features} the head alone
   * @param gradients of the epoch's last batch for each parameter, before weight decay
   */
  default void onParameters(EpochMetrics metrics, StateDict weights, StateDict gradients)
      throws IOException {}

  /** All epochs are trained and the model is written. */
  default void onEnd(TrainingResult result) throws IOException {}

  /**
   * The run ends without a model, by what a listener has thrown among other things. It may be
   * resumed. What is thrown here is added to the failure.
   */
  default void onFailure(Exception failure) throws IOException {}

  /**
   * Of how many test samples at most {@link Predictions#features} are wanted; default 0. The same
   * throughout a run.
   */
  default int testFeatures() {
    return 0;
  }

  /**
   * Whether {@link #onParameters} is to be called, which takes a copy of the gradients; default
   * false. The same throughout a run.
   */
  default boolean watchesParameters() {
    return false;
  }
}
