package dev.hibi.inspection.scan;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/**
 * A scan for programs, a JSON object:
 *
 * <pre>{@code
 * {"photo": "wall.jpg", "width": 6000, "height": 4000, "positive": "P", "threshold": 0.5,
 *  "tiles": 1802, "unfamiliarTiles": 0,
 *  "regions": [{"bbox": [1232, 448, 812, 196], "peak": 0.998, "area": 74480}]}
 * }</pre>
 *
 * <p>{@code bbox} is x, y, width and height; all in pixels of the upright photograph.
 */
public final class ScanJson {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private ScanJson() {}

  /** The object, several lines without a last newline; equal scans give equal text. */
  public static String of(PhotoScan scan) {
    return GSON.toJson(object(scan));
  }

  /** The same to be added to. */
  public static JsonObject object(PhotoScan scan) {
    JsonObject json = new JsonObject();
    json.addProperty("photo", scan.photo());
    json.addProperty("width", scan.field().width());
    json.addProperty("height", scan.field().height());
    json.addProperty("positive", scan.positive());
    json.addProperty("threshold", scan.threshold());
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
