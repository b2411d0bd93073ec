/** {@code hibi train}, {@code evaluate} and {@code predict}: what makes and uses a model. */
@NullMarked
package dev.hibi.cli.train;

import org.jspecify.annotations.NullMarked;
