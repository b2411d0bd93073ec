/**
 * What scores features: rows of numbers go in, scores and what they mean come out. The solver of a
 * head ({@code LogisticHead}), how far an image is from those that a model knows ({@code
 * NeighbourBank}), how far each patch of it is ({@code PatchBank}, filled by {@code Coreset}), and
 * the threshold above which a score is an alarm ({@code OperatingPoint}).
 *
 * <p>All of it is plain arithmetic of Java, with no engine: a score is the same to the bit on every
 * machine and with every number of threads. It is a package of the model, since what a classifier
 * says of an image carries these scores; what fits them at a site is in {@code
 * dev.hibi.inspection}.
 *
 * <pre>{@code
 * NeighbourBank bank = NeighbourBank.of(FeatureRows.of(features, 2048), groups, seed);
 * Familiarity familiarity = bank.familiarity(FeatureRows.of(others, 2048)).get(0);
 * System.out.println(familiarity.isUnfamiliar() + " " + familiarity.share());
 * }</pre>
 */
@NullMarked
package dev.hibi.model.scoring;

import org.jspecify.annotations.NullMarked;
