/**
 * A training run drawn in TensorBoard.
 *
 * <p>{@link dev.hibi.training.tensorboard.TensorBoardListener} hears of a run and writes event
 * files: curves, the confusion matrix, the worst mistakes, the settings as hyperparameters, the
 * network's graph, features for the projector. What stands on each page has a class of its own.
 */
@NullMarked
package dev.hibi.training.tensorboard;

import org.jspecify.annotations.NullMarked;
