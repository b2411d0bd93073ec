/** One class a question, the command in its Javadoc; the Python peer of each is in peers/. */
@NullMarked
package dev.hibi.benchmarks;

import org.jspecify.annotations.NullMarked;
