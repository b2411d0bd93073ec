package dev.hibi.inspection.scan;

import dev.hibi.image.PhotoMetadata;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What was found in a photograph.
 *
 * <p>Immutable and thread-safe.
 *
 * @param photo what people know it by
 * @param positive the class that counts as crack
 * @param threshold from which probability of it on a place raises an alarm
 * @param leastArea square pixels at least of what raises an alarm together; of these a region may
 *     have fewer
 * @param field what the classifier says of each place
 * @param regions that raise an alarm, the highest peak first
 * @param tiles how many it was seen in
 * @param unfamiliar how many of these the model does not know; none if it cannot tell
 * @param metadata what its file says of it
 * @param millimetersPerPixel how much of the wall a pixel shows, where that is known
 */
public record PhotoScan(
    String photo,
    String positive,
    double threshold,
    long leastArea,
    ScoreField field,
    List<Region> regions,
    int tiles,
    int unfamiliar,
    PhotoMetadata metadata,
    OptionalDouble millimetersPerPixel) {

  /** Copies the list. */
  public PhotoScan {
    regions = List.copyOf(regions);
  }

  /** This, of which something else is known. */
  public PhotoScan with(PhotoMetadata known) {
    return new PhotoScan(
        photo,
        positive,
        threshold,
        leastArea,
        field,
        regions,
        tiles,
        unfamiliar,
        known,
        millimetersPerPixel);
  }

  /**
   * This, by another threshold: its regions are found anew, and nothing is classified again.
   *
   * @param probability above 0 and below 1
   * @throws IllegalArgumentException if it is not
   */
  public PhotoScan withThreshold(double probability) {
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "bad threshold: expected a probability above 0 and below 1, found " + probability);
    }
    return new PhotoScan(
        photo,
        positive,
        probability,
        leastArea,
        field,
        new RegionSearch(field, probability, leastArea).regions(),
        tiles,
        unfamiliar,
        metadata,
        millimetersPerPixel);
  }

  /**
   * This, with lengths and areas in millimetres. A crack's width is none of these: it is below a
   * pixel.
   *
   * @param millimeters that a pixel shows of the wall, everywhere
   * @throws IllegalArgumentException unless it is finite and above 0
   */
  public PhotoScan withMillimetersPerPixel(double millimeters) {
    if (!(millimeters > 0) || !Double.isFinite(millimeters)) {
      throw new IllegalArgumentException(
          "bad scale: expected millimetres a pixel, finite and above 0, found " + millimeters);
    }
    return new PhotoScan(
        photo,
        positive,
        threshold,
        leastArea,
        field,
        regions,
        tiles,
        unfamiliar,
        metadata,
        OptionalDouble.of(millimeters));
  }

  /**
   * The same for programs, a JSON object of several lines without a last newline; of equal scans it
   * is equal. {@code bbox} is x, y, width and height; {@code outlines} are of each part its rings
   * of corners, the outer one, then holes. Where they are known, {@code taken}, {@code camera},
   * {@code latitude}, {@code longitude}, {@code altitude} and {@code map} follow the size, and
   * {@code lengthMm} (from one end to the other) and {@code areaMm2} the area.
   *
   * <pre>{@code
   * {"photo": "wall.jpg", "width": 6000, "height": 4000, "positive": "P", "threshold": 0.5,
   *  "leastArea": 3136, "score": 0.991, "tiles": 1802, "unfamiliarTiles": 0,
   *  "regions": [{"bbox": [1232, 448, 28, 14], "peak": 0.998, "area": 392,
   *               "outlines": [[[[1232, 448], [1260, 448], [1260, 462], [1232, 462]]]]}]}
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
