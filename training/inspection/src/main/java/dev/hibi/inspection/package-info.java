/**
 * A model at a site: thresholds with a guarantee, how far a number can be trusted, and heads for
 * the site. Scores and features go in, so that none of it needs an engine.
 *
 * <pre>{@code
 * CalibrationScores.Builder builder = CalibrationScores.builder(OperatingPoint.Unit.PHOTOGRAPH);
 * builder.add("IMG_0001", true, 0.93).add("IMG_0002", false, 0.08); // a line a tile
 * OperatingPoint point = builder.build().forRecall(0.95, 0.95);
 * }</pre>
 *
 * <p>A {@link SiteReport} says what a model does there as it is, and what to do about it; a {@link
 * SiteHead} is its head trained anew, by ordinary images of the site or by a few labels.
 */
@NullMarked
package dev.hibi.inspection;

import org.jspecify.annotations.NullMarked;
