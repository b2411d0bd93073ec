/** The hibi command line. */
@NullMarked
package dev.hibi.samples;

import org.jspecify.annotations.NullMarked;
