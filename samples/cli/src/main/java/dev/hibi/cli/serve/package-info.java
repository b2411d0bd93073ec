/** {@code hibi serve}: a classifier behind HTTP, with a page. */
@NullMarked
package dev.hibi.cli.serve;

import org.jspecify.annotations.NullMarked;
