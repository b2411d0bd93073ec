package dev.hibi.training;

import dev.hibi.model.ModelDirectory;
import dev.hibi.model.weights.StateDict;

/**
 * What a model is made of, and how it did.
 *
 * @param weights what has learned
 * @param evaluation on the test data
 * @param kept of what its head learned from
 */
record FinishedTraining(StateDict weights, Evaluation evaluation, ModelDirectory.Kept kept) {

  /** That keeps nothing. */
  FinishedTraining(StateDict weights, Evaluation evaluation) {
    this(weights, evaluation, ModelDirectory.Kept.NOTHING);
  }
}
