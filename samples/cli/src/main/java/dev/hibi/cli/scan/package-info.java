/** {@code hibi scan}: whole photographs. */
@NullMarked
package dev.hibi.cli.scan;

import org.jspecify.annotations.NullMarked;
