package dev.hibi.training;

import dev.hibi.model.weights.StateDict;
import java.io.IOException;

/**
 * Hears of a run's progress, on the thread that trains.
 *
 * <p>Every method does nothing by default. A listener that throws is left out from then on, which
 * the others are told as a {@linkplain #onWarning warning}, and the run goes on; if it {@linkplain
 * #isEssential is essential}, the run ends with what it has thrown. So it does with what {@link
 * #onStart} throws.
 *
 * <p>A run that is killed goes on from its last checkpoint: what was told after that is told again.
 */
public interface FitListener {

  /** The run begins or goes on. */
  default void onStart(RunStart start) throws IOException {}

  /**
   * Features are being computed, once for all epochs; of a network that learns itself, when these
   * are done, those by which the model will tell which images it knows.
   *
   * @param data {@code training}, {@code test} or {@code validation}; {@code bank} for the latter
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

  /** An epoch is trained and tested. Its checkpoint is written next. */
  default void onEpoch(EpochMetrics metrics, Evaluation evaluation) throws IOException {}

  /**
   * The parameters after an epoch. Called after {@link #onEpoch}, if {@link #watchesParameters}.
   *
   * @param metrics of the epoch
   * @param weights what learns and what moves with it: in mode {@code features} the head alone
   * @param gradients of the epoch's last batch for each parameter, before weight decay; none if the
   *     run was stopped after that batch, and resumed
   */
  default void onParameters(EpochMetrics metrics, StateDict weights, StateDict gradients)
      throws IOException {}

  /**
   * A checkpoint is written next, at an epoch's end or within one: what was told up to here is not
   * told again. Who keeps some of it in memory alone writes it now.
   *
   * @param step number of updates so far
   */
  default void onCheckpoint(long step) throws IOException {}

  /**
   * Something that the user should know and that does not end the run, such as a damaged checkpoint
   * that was passed over. May be called before {@link #onStart}.
   *
   * @param message one line, {@code what: expected, found}
   */
  default void onWarning(String message) throws IOException {}

  /** All epochs are trained and the model is written. */
  default void onEnd(TrainingResult result) throws IOException {}

  /**
   * The run ends without a model, by what a listener has thrown among other things. It may be
   * resumed. What is thrown here is added to the failure.
   *
   * @param failure an {@link InterruptedRunException} if it was stopped
   */
  default void onFailure(Throwable failure) throws IOException {}

  /** Whether a run makes no sense without this listener; default false. The same throughout. */
  default boolean isEssential() {
    return false;
  }

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
