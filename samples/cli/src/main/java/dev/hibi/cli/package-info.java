/** The hibi command line. */
@NullMarked
package dev.hibi.cli;

import org.jspecify.annotations.NullMarked;
