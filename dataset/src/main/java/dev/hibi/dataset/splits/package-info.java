/**
 * A data set divided into training, validation and test, or into folds.
 *
 * <pre>{@code
 * DatasetSplit split =
 *     DatasetSplit.builder(data)
 *         .part("train", 0.8)
 *         .part("test", 0.2)
 *         .groups(Grouping.pattern(Pattern.compile("^(bridge-[0-9]+)/")))
 *         .build();
 * }</pre>
 */
@NullMarked
package dev.hibi.dataset.splits;

import org.jspecify.annotations.NullMarked;
