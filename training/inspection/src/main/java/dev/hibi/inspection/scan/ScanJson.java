package dev.hibi.inspection.scan;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.hibi.image.PhotoMetadata;
import java.util.List;
import java.util.OptionalDouble;

/** {@link PhotoScan#toJson}. */
final class ScanJson {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private ScanJson() {}

  static String of(PhotoScan scan) {
    return GSON.toJson(object(scan));
  }

  private static JsonObject object(PhotoScan scan) {
    JsonObject json = new JsonObject();
    json.addProperty("photo", scan.photo());
    json.addProperty("width", scan.field().width());
    json.addProperty("height", scan.field().height());
    addMetadata(json, scan.metadata());
    json.addProperty("positive", scan.positive());
    json.addProperty("threshold", scan.threshold());
    json.addProperty("leastArea", scan.leastArea());
    json.addProperty("score", scan.score());
    json.addProperty("tiles", scan.tiles());
    json.addProperty("unfamiliarTiles", scan.unfamiliar());
    JsonArray regions = new JsonArray();
    scan.regions().forEach(region -> regions.add(object(region, scan.millimetersPerPixel())));
    json.add("regions", regions);
    return json;
  }

  private static void addMetadata(JsonObject json, PhotoMetadata metadata) {
    metadata.taken().ifPresent(time -> json.addProperty("taken", time));
    metadata.camera().ifPresent(camera -> json.addProperty("camera", camera));
    metadata.latitude().ifPresent(degrees -> json.addProperty("latitude", degrees));
    metadata.longitude().ifPresent(degrees -> json.addProperty("longitude", degrees));
    metadata.altitude().ifPresent(metres -> json.addProperty("altitude", metres));
    metadata
        .georeference()
        .ifPresent(
            place -> {
              JsonObject map = new JsonObject();
              map.add("origin", numbers(place.originX(), place.originY()));
              map.add("column", numbers(place.columnX(), place.columnY()));
              map.add("row", numbers(place.rowX(), place.rowY()));
              place.epsg().ifPresent(number -> map.addProperty("epsg", number));
              json.add("map", map);
            });
  }

  /** In their order. */
  static JsonArray numbers(Number... numbers) {
    JsonArray array = new JsonArray();
    for (Number number : numbers) {
      array.add(number);
    }
    return array;
  }

  private static JsonArray rings(Outline outline) {
    JsonArray rings = new JsonArray();
    rings.add(ring(outline.outer()));
    outline.holes().forEach(hole -> rings.add(ring(hole)));
    return rings;
  }

  /** What a region lies in: x, y, width and height. */
  static JsonArray box(Region region) {
    return numbers(region.x(), region.y(), region.width(), region.height());
  }

  /** Corners, each as x and y. */
  static JsonArray ring(List<Outline.Corner> corners) {
    JsonArray ring = new JsonArray();
    corners.forEach(corner -> ring.add(numbers(corner.x(), corner.y())));
    return ring;
  }

  private static JsonObject object(Region region, OptionalDouble scale) {
    JsonObject json = new JsonObject();
    json.add("bbox", box(region));
    json.addProperty("peak", region.peak());
    json.addProperty("area", region.area());
    scale.ifPresent(
        millimeters -> {
          json.addProperty("lengthMm", millimeters * region.length());
          json.addProperty("areaMm2", millimeters * millimeters * region.area());
        });
    JsonArray outlines = new JsonArray();
    region.outlines().forEach(outline -> outlines.add(rings(outline)));
    json.add("outlines", outlines);
    return json;
  }
}
