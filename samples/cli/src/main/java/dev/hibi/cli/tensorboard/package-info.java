/** The commands of {@code hibi tensorboard}, which read event files of any writer. */
@NullMarked
package dev.hibi.cli.tensorboard;

import org.jspecify.annotations.NullMarked;
