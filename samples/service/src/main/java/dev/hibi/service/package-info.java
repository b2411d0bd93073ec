/**
 * A classifier and a scanner of photographs behind HTTP, with a page to work with.
 *
 * <pre>{@code
 * try (ClassificationService service =
 *     ClassificationService.builder(Classifier.load(Path.of("run/model"))).port(8080).start()) {
 *   System.out.println("open " + service.address());
 *   service.awaitClose();
 * }
 * }</pre>
 */
@NullMarked
package dev.hibi.service;

import org.jspecify.annotations.NullMarked;
