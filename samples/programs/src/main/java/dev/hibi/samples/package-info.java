/** Small programs made of the public API alone; each answers one question. */
@NullMarked
package dev.hibi.samples;

import org.jspecify.annotations.NullMarked;
