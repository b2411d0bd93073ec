package dev.hibi.training;

import dev.hibi.model.scoring.NeighbourBank;
import dev.hibi.model.weights.StateDict;
import java.util.Optional;

/**
 * What a model is made of, and how it did.
 *
 * @param weights what has learned
 * @param evaluation on the test data
 * @param bank of what it learned from, by which it tells what it knows
 */
record FinishedTraining(StateDict weights, Evaluation evaluation, Optional<NeighbourBank> bank) {

  /** Without a bank. */
  FinishedTraining(StateDict weights, Evaluation evaluation) {
    this(weights, evaluation, Optional.empty());
  }
}
