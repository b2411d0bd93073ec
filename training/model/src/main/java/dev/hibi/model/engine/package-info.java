/**
 * Networks on a device: one that answers and one that learns. This is the only place that knows
 * PyTorch's classes in DJL, and the one that loads the engine.
 */
@NullMarked
package dev.hibi.model.engine;

import org.jspecify.annotations.NullMarked;
