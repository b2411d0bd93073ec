package dev.hibi.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.image.RgbImage;
import dev.hibi.inspection.scan.Region;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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
    List<Region> regions,
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
      List<Region> regions = new ArrayList<>();
      for (JsonElement region : scan.getAsJsonArray("regions")) {
        regions.add(region(region.getAsJsonObject()));
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

  private static Region region(JsonObject json) {
    JsonArray box = json.getAsJsonArray("bbox");
    return new Region(
        box.get(0).getAsInt(),
        box.get(1).getAsInt(),
        box.get(2).getAsInt(),
        box.get(3).getAsInt(),
        json.get("peak").getAsDouble(),
        json.get("area").getAsLong(),
        List.of()); // a page has no need of outlines
  }

  boolean isAlarm() {
    return !regions.isEmpty();
  }

  /** The highest probability in a region; below 0 if there is none. */
  double peak() {
    return regions.stream().mapToDouble(Region::peak).max().orElse(-1);
  }

  /** Of all regions, in square pixels. */
  long area() {
    return regions.stream().mapToLong(Region::area).sum();
  }

  double areaShare() {
    return area() / ((double) width * height);
  }
}
