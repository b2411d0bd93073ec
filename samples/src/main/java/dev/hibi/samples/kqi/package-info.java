/** The commands of {@code hibi kqi}, which work on a KAMONOHASHI. */
@NullMarked
package dev.hibi.samples.kqi;

import org.jspecify.annotations.NullMarked;
