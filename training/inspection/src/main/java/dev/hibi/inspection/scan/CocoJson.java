package dev.hibi.inspection.scan;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/** {@link ScanExport#coco}. */
final class CocoJson {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private final JsonArray images = new JsonArray();
  private final JsonArray annotations = new JsonArray();
  private final JsonArray categories = new JsonArray();

  private CocoJson() {}

  static String of(List<StoredScan> scans) {
    CocoJson coco = new CocoJson();
    List<String> classes = scans.stream().map(StoredScan::positive).distinct().toList();
    for (int i = 0; i < classes.size(); i++) {
      JsonObject category = new JsonObject();
      category.addProperty("id", i + 1);
      category.addProperty("name", classes.get(i));
      coco.categories.add(category);
    }
    for (StoredScan scan : scans) {
      coco.add(scan, 1 + classes.indexOf(scan.positive()));
    }
    JsonObject json = new JsonObject();
    json.add("images", coco.images);
    json.add("annotations", coco.annotations);
    json.add("categories", coco.categories);
    return GSON.toJson(json) + "\n";
  }

  private void add(StoredScan scan, int category) {
    JsonObject image = new JsonObject();
    int number = images.size() + 1;
    image.addProperty("id", number);
    image.addProperty("file_name", scan.photo());
    image.addProperty("width", scan.width());
    image.addProperty("height", scan.height());
    scan.taken().ifPresent(time -> image.addProperty("date_captured", time));
    images.add(image);
    for (Region region : scan.regions()) {
      JsonObject annotation = new JsonObject();
      annotation.addProperty("id", annotations.size() + 1);
      annotation.addProperty("image_id", number);
      annotation.addProperty("category_id", category);
      JsonArray polygons = new JsonArray();
      region.outlines().forEach(outline -> polygons.add(polygon(outline)));
      annotation.add("segmentation", polygons);
      annotation.addProperty("area", region.area());
      annotation.add("bbox", ScanJson.box(region));
      annotation.addProperty("iscrowd", 0);
      annotation.addProperty("score", region.peak());
      annotations.add(annotation);
    }
  }

  private static JsonArray polygon(Outline outline) {
    JsonArray numbers = new JsonArray();
    for (Outline.Corner corner : outline.outer()) {
      numbers.add(corner.x());
      numbers.add(corner.y());
    }
    return numbers;
  }
}
