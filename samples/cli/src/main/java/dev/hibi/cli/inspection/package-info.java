/** {@code hibi calibrate}: a model made ready for a site. */
@NullMarked
package dev.hibi.cli.inspection;

import org.jspecify.annotations.NullMarked;
