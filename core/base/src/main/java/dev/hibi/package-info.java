/**
 * The nouns that other rooms share in public signatures: class labels, what a model expects of an
 * image, what a data set holds; and the one way to write a file whole. The JDK alone.
 */
@NullMarked
package dev.hibi;

import org.jspecify.annotations.NullMarked;
