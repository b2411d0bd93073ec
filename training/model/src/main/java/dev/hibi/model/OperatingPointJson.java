package dev.hibi.model;

import com.google.gson.JsonObject;
import dev.hibi.model.scoring.OperatingPoint;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An {@link OperatingPoint} in {@code model.json}: an object with a field for each component. */
final class OperatingPointJson {

  private OperatingPointJson() {}

  static JsonObject of(OperatingPoint point) {
    JsonObject json = new JsonObject();
    json.addProperty("threshold", point.threshold());
    json.addProperty("promise", point.promise().id());
    json.addProperty("target", point.target());
    json.addProperty("confidence", point.confidence());
    json.addProperty("count", point.count());
    json.addProperty("unit", point.unit().id());
    json.addProperty("digest", point.digest());
    return json;
  }

  /**
   * What {@link #of} wrote.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  static OperatingPoint read(StrictJson json) throws StrictJson.Malformed {
    return new OperatingPoint(
        json.number("threshold"),
        one(json, "promise", OperatingPoint.Promise.values(), OperatingPoint.Promise::id),
        json.number("target"),
        json.number("confidence"),
        json.small("count"),
        one(json, "unit", OperatingPoint.Unit.values(), OperatingPoint.Unit::id),
        json.text("digest"));
  }

  private static <T> T one(StrictJson json, String name, T[] values, Function<T, String> id)
      throws StrictJson.Malformed {
    String found = json.text(name);
    for (T value : values) {
      if (id.apply(value).equals(found)) {
        return value;
      }
    }
    throw new StrictJson.Malformed(
        "operatingPoint.%s: expected %s, found '%s'"
            .formatted(
                name, Arrays.stream(values).map(id).collect(Collectors.joining(" or ")), found));
  }
}
