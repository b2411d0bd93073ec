package dev.hibi.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A photograph that was scanned.
 *
 * @param regions the highest peak first
 * @param overlay gives the photograph with what was found, of any size
 */
record ScannedPhoto(
    String name,
    int width,
    int height,
    String positive,
    double threshold,
    int tiles,
    int unfamiliar,
    List<ScannedRegion> regions,
    Overlay overlay) {

  /** The photographs with the highest peak first, of equal ones by name. */
  static final Comparator<ScannedPhoto> WORST_FIRST =
      Comparator.comparingDouble(ScannedPhoto::peak).reversed().thenComparing(ScannedPhoto::name);

  /** Gives a picture, each time it is asked. */
  @FunctionalInterface
  interface Overlay {
    RgbImage picture() throws IOException;
  }

  /**
   * As a scan is written down.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ScannedPhoto of(String json, Overlay overlay) {
    try {
      JsonObject scan = JsonParser.parseString(json).getAsJsonObject();
      List<ScannedRegion> regions = new ArrayList<>();
      for (JsonElement region : scan.getAsJsonArray("regions")) {
        regions.add(ScannedRegion.of(region.getAsJsonObject()));
      }
      return new ScannedPhoto(
          scan.get("photo").getAsString(),
          scan.get("width").getAsInt(),
          scan.get("height").getAsInt(),
          scan.get("positive").getAsString(),
          scan.get("threshold").getAsDouble(),
          scan.get("tiles").getAsInt(),
          scan.get("unfamiliarTiles").getAsInt(),
          List.copyOf(regions),
          overlay);
    } catch (RuntimeException e) { // of many kinds
      throw new IllegalArgumentException(
          "no scan: expected a JSON object of one, found '%s'".formatted(e.getMessage()), e);
    }
  }

  boolean isAlarm() {
    return !regions.isEmpty();
  }

  /** The highest probability in a region; below 0 if there is none. */
  double peak() {
    return regions.stream().mapToDouble(ScannedRegion::peak).max().orElse(-1);
  }

  /** Of all regions, in square pixels. */
  long area() {
    return regions.stream().mapToLong(ScannedRegion::area).sum();
  }

  /** Of all regions, where that is known of each. */
  OptionalDouble areaMm2() {
    return isAlarm() && regions.stream().allMatch(region -> region.onTheWall().isPresent())
        ? OptionalDouble.of(
            regions.stream()
                .flatMap(region -> region.onTheWall().stream())
                .mapToDouble(ScannedRegion.OnTheWall::areaMm2)
                .sum())
        : OptionalDouble.empty();
  }

  double areaShare() {
    return area() / ((double) width * height);
  }
}
