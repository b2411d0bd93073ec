/** The commands of {@code hibi dataset}, which look at data without a model. */
@NullMarked
package dev.hibi.cli.data;

import org.jspecify.annotations.NullMarked;
