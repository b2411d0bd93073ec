/**
 * The nouns that the other modules share: class labels, images and what a model expects of them.
 */
@NullMarked
package dev.hibi;

import org.jspecify.annotations.NullMarked;
