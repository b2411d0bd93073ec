/** A training run drawn in TensorBoard. */
@NullMarked
package dev.hibi.training.tensorboard;

import org.jspecify.annotations.NullMarked;
