package dev.hibi.model.scoring;

/**
 * A threshold of whole photographs, which were looked through tile by tile: an alarm is a region of
 * at least some area in which the merged probability is at or above it everywhere. What is
 * guaranteed is of photographs, however many tiles they have, and only where they are cut and
 * merged as these were.
 *
 * @param tile edge of a tile in pixels of the photograph, at least 1
 * @param leastArea square pixels that a region has at least, at least 0
 * @param point the threshold, and what holds of it
 */
public record ScanPoint(int tile, long leastArea, OperatingPoint point) {
  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public ScanPoint {
    if (tile < 1 || leastArea < 0) {
      throw new IllegalArgumentException(
          "bad scan: expected a tile of 1 pixel and more and an area of 0 and more, found %d and %d"
              .formatted(tile, leastArea));
    }
  }
}
