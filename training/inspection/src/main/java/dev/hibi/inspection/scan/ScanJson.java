package dev.hibi.inspection.scan;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

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
    json.addProperty("positive", scan.positive());
    json.addProperty("threshold", scan.threshold());
    json.addProperty("leastArea", scan.leastArea());
    json.addProperty("score", scan.score());
    json.addProperty("tiles", scan.tiles());
    json.addProperty("unfamiliarTiles", scan.unfamiliar());
    JsonArray regions = new JsonArray();
    scan.regions().forEach(region -> regions.add(object(region)));
    json.add("regions", regions);
    return json;
  }

  private static JsonObject object(Region region) {
    JsonArray box = new JsonArray();
    box.add(region.x());
    box.add(region.y());
    box.add(region.width());
    box.add(region.height());
    JsonObject json = new JsonObject();
    json.add("bbox", box);
    json.addProperty("peak", region.peak());
    json.addProperty("area", region.area());
    return json;
  }
}
