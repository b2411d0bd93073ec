/**
 * One page for people: of an evaluation, a scan, a training.
 *
 * <p>A page is a single HTML file of at most 5,000,000 bytes that needs nothing else: no request
 * leaves it, it reads by keyboard and screen reader, in print, in light and dark, on a phone, in
 * English or Japanese. It is XML as well, so that programs can read it. Equal inputs give equal
 * bytes.
 *
 * <pre>{@code
 * Evaluation evaluation = Evaluator.evaluate(classifier, images, 64);
 * EvaluationReport.builder(classifier.description(), evaluation, images)
 *     .build()
 *     .write(Path.of("report.html"));
 * }</pre>
 */
@NullMarked
package dev.hibi.report;

import org.jspecify.annotations.NullMarked;
