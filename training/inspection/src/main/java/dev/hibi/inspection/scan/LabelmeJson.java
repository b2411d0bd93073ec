package dev.hibi.inspection.scan;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;

/** {@link ScanExport#LABELME}. */
final class LabelmeJson {
  private static final String VERSION = "5.5.0"; // of labelme, whose form it is
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  private LabelmeJson() {}

  static String of(StoredScan scan) {
    JsonObject json = new JsonObject();
    json.addProperty("version", VERSION);
    json.add("flags", new JsonObject());
    JsonArray shapes = new JsonArray();
    for (int i = 0; i < scan.regions().size(); i++) {
      for (Outline outline : scan.regions().get(i).outlines()) {
        shapes.add(shape(scan.positive(), i + 1, outline));
      }
    }
    json.add("shapes", shapes);
    json.addProperty("imagePath", scan.fileName());
    json.add("imageData", JsonNull.INSTANCE);
    json.addProperty("imageHeight", scan.height());
    json.addProperty("imageWidth", scan.width());
    return GSON.toJson(json) + "\n";
  }

  private static JsonObject shape(String label, int group, Outline outline) {
    JsonObject shape = new JsonObject();
    shape.addProperty("label", label);
    shape.add("points", ScanJson.ring(outline.outer()));
    shape.addProperty("group_id", group);
    shape.addProperty("shape_type", "polygon");
    shape.add("flags", new JsonObject());
    return shape;
  }
}
