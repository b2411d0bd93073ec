package dev.hibi.model;

import com.google.gson.JsonObject;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import java.util.LinkedHashMap;
import java.util.Map;

/** A {@link HeadRefit} in {@code model.json}: an object with a field for each component. */
final class HeadRefitJson {

  private HeadRefitJson() {}

  static JsonObject of(HeadRefit refit) {
    JsonObject json = new JsonObject();
    json.addProperty("method", refit.method().id());
    json.addProperty("sha256", refit.data());
    JsonObject images = new JsonObject();
    refit.images().forEach(images::addProperty);
    json.add("images", images);
    json.addProperty("units", refit.units());
    json.addProperty("unit", refit.unit().id());
    json.addProperty("inverseRegularization", refit.inverseRegularization());
    return json;
  }

  /**
   * What {@link #of} wrote.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  static HeadRefit read(StrictJson json) throws StrictJson.Malformed {
    StrictJson images = json.object("images");
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (String label : images.copy().keySet()) {
      counts.put(label, images.small(label));
    }
    return new HeadRefit(
        json.one("method", HeadRefit.Method.values(), HeadRefit.Method::id),
        json.text("sha256"),
        counts,
        json.small("units"),
        json.one("unit", Unit.values(), Unit::id),
        json.number("inverseRegularization"));
  }
}
