/**
 * Whole photographs: tiles that overlap, what a classifier says of each, merged into one field of
 * scores, and the regions of it that raise an alarm.
 *
 * <pre>{@code
 * try (Classifier classifier = Classifier.load(Path.of("run/model"))) {
 *   PhotoScanner scanner = PhotoScanner.builder(classifier).tile(227).build();
 *   PhotoScan scan = scanner.scan("wall.jpg", RgbImage.read(Path.of("wall.jpg")));
 *   scan.regions().forEach(System.out::println);
 * }
 * }</pre>
 */
@NullMarked
package dev.hibi.inspection.scan;

import org.jspecify.annotations.NullMarked;
