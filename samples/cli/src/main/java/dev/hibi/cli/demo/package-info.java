/** {@code hibi demo}: everything once, with nothing given. */
@NullMarked
package dev.hibi.cli.demo;

import org.jspecify.annotations.NullMarked;
