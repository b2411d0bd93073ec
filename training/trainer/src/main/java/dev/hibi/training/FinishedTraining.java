package dev.hibi.training;

import dev.hibi.model.weights.StateDict;

/**
 * What a model is made of, and how it did.
 *
 * @param weights what has learned
 * @param evaluation on the test data
 */
record FinishedTraining(StateDict weights, Evaluation evaluation) {}
