/** Fit, evaluate, checkpoint and resume. */
@NullMarked
package dev.hibi.training;

import org.jspecify.annotations.NullMarked;
