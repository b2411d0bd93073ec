package dev.hibi.model;

import com.google.gson.JsonObject;
import dev.hibi.model.network.Precision;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.ScanPoint;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An {@link OperatingPoint} in {@code model.json}, and a {@link ScanPoint}: an object with a field
 * for each component.
 */
final class OperatingPointJson {

  private static final String CONFIDENCE = "confidence";
  private static final String PRECISION = "precision";

  private OperatingPointJson() {}

  static JsonObject of(OperatingPoint point) {
    JsonObject json = new JsonObject();
    json.addProperty("threshold", point.threshold());
    json.addProperty("promise", point.promise().id());
    json.addProperty("target", point.target());
    point.confidence().ifPresent(share -> json.addProperty(CONFIDENCE, share));
    json.addProperty("count", point.count());
    json.addProperty("unit", point.unit().id());
    json.addProperty("digest", point.digest());
    point
        .precision()
        .ifPresent(computed -> json.addProperty(PRECISION, Precision.of(computed).id()));
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
        json.one("promise", OperatingPoint.Promise.values(), OperatingPoint.Promise::id),
        json.number("target"),
        json.has(CONFIDENCE) ? OptionalDouble.of(json.number(CONFIDENCE)) : OptionalDouble.empty(),
        json.small("count"),
        json.one("unit", OperatingPoint.Unit.values(), OperatingPoint.Unit::id),
        json.text("digest"),
        json.has(PRECISION)
            ? Optional.of(json.one(PRECISION, Precision.values(), Precision::id).id())
            : Optional.empty());
  }

  static JsonObject ofScan(ScanPoint scan) {
    JsonObject json = new JsonObject();
    json.addProperty("tile", scan.tile());
    json.addProperty("leastArea", scan.leastArea());
    json.add("point", of(scan.point()));
    return json;
  }

  /**
   * What {@link #ofScan} wrote.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  static ScanPoint readScan(StrictJson json) throws StrictJson.Malformed {
    return new ScanPoint(json.small("tile"), json.whole("leastArea"), read(json.object("point")));
  }
}
