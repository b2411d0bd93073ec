package dev.hibi.inspection.scan;

import java.util.List;

/**
 * What was found in a photograph.
 *
 * <p>Immutable and thread-safe.
 *
 * @param photo what people know it by
 * @param positive the class that counts as crack
 * @param threshold from which probability of it on a place raises an alarm
 * @param leastArea square pixels that a region has at least
 * @param field what the classifier says of each place
 * @param regions that raise an alarm, the highest peak first
 * @param tiles how many it was seen in
 * @param unfamiliar how many of these the model does not know; none if it cannot tell
 */
public record PhotoScan(
    String photo,
    String positive,
    double threshold,
    long leastArea,
    ScoreField field,
    List<Region> regions,
    int tiles,
    int unfamiliar) {

  /** Copies the list. */
  public PhotoScan {
    regions = List.copyOf(regions);
  }

  /**
   * The same for programs, a JSON object of several lines without a last newline; of equal scans it
   * is equal. {@code bbox} is x, y, width and height.
   *
   * <pre>{@code
   * {"photo": "wall.jpg", "width": 6000, "height": 4000, "positive": "P", "threshold": 0.5,
   *  "leastArea": 3136, "score": 0.991, "tiles": 1802, "unfamiliarTiles": 0,
   *  "regions": [{"bbox": [1232, 448, 812, 196], "peak": 0.998, "area": 74480}]}
   * }</pre>
   */
  public String toJson() {
    return ScanJson.of(this);
  }

  /**
   * The highest threshold at which the photograph would raise an alarm: a probability, by which
   * photographs are compared and calibrated; 0 if it has less than the least area of a region.
   */
  public double score() {
    return RegionSearch.highestThreshold(field, leastArea);
  }

  /** Whether a place raises an alarm. */
  public boolean isAlarm() {
    return !regions.isEmpty();
  }
}
