/** Writes TensorBoard event files. */
@NullMarked
package dev.hibi.tensorboard;

import org.jspecify.annotations.NullMarked;
