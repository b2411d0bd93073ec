package dev.hibi.service;

import dev.hibi.model.Classifier;
import dev.hibi.model.ImageClassifier;
import dev.hibi.model.scoring.ScanPoint;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How photographs are cut, and what is too small to be told.
 *
 * @param edge of a tile in pixels of a photograph
 * @param leastArea square pixels that a region has at least, if it was said
 */
record Tiles(int edge, OptionalLong leastArea) {
  private static final int EDGE = 224;

  /** What was said, else what the model was calibrated with for whole photographs. */
  static Tiles of(Optional<ScanPoint> calibrated, OptionalInt edge, OptionalLong leastArea) {
    return new Tiles(edge.orElseGet(() -> calibrated.map(ScanPoint::tile).orElse(EDGE)), leastArea);
  }

  static Optional<ScanPoint> calibrated(ImageClassifier classifier) {
    return classifier instanceof Classifier network
        ? network.description().scanPoint()
        : Optional.empty();
  }

  /** What is to be said of a threshold of photographs that is not for these. */
  Optional<String> complaint(Optional<ScanPoint> calibrated) {
    return calibrated
        .filter(
            point ->
                point.tile() != edge || leastArea.orElse(point.leastArea()) != point.leastArea())
        .map(
            point ->
                "the model's threshold of photographs is not used: expected tiles of %d pixels and an area of %d, found %d and %d"
                    .formatted(
                        point.tile(),
                        point.leastArea(),
                        edge,
                        leastArea.orElse(point.leastArea())));
  }
}
