/**
 * What class an image belongs to, and what it must stay together with: {@link
 * dev.hibi.dataset.labels.LabelRule} reads it from a path, {@link dev.hibi.dataset.labels.Manifest}
 * is a list of it.
 */
@NullMarked
package dev.hibi.dataset.labels;

import org.jspecify.annotations.NullMarked;
