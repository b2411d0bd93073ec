/** The commands of {@code hibi kqi}, which work on a KAMONOHASHI. */
@NullMarked
package dev.hibi.cli.kqi;

import org.jspecify.annotations.NullMarked;
