/**
 * Drawn concrete, sound and cracked: data for the demo, and the baseline that a model must beat.
 */
@NullMarked
package dev.hibi.cli.concrete;

import org.jspecify.annotations.NullMarked;
