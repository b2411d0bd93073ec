/**
 * Crack classification in one object: the ordinary case of what {@link dev.hibi.dataset}, {@link
 * dev.hibi.training} and {@link dev.hibi.model} do part by part.
 *
 * <pre>{@code
 * Path model = CrackClassifier.train(trainZip, testZip, output).epochs(5).fit().model();
 * System.out.println(CrackClassifier.evaluate(model, testZip).accuracy());
 * try (Classifier classifier = Classifier.load(model)) {
 *   System.out.println(classifier.classify(photograph).label());
 * }
 * }</pre>
 */
@NullMarked
package dev.hibi.classifier;

import org.jspecify.annotations.NullMarked;
