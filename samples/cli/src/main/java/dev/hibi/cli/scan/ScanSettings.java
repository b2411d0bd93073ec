package dev.hibi.cli.scan;

import com.google.gson.JsonObject;
import dev.hibi.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What decides the numbers of a scan, beside the photograph.
 *
 * @param model SHA-256 of its {@code model.json}, which states those of its other files
 * @param precision of its convolutions
 * @param tile edge in pixels
 * @param threshold that was asked for
 * @param leastArea that was asked for, in square pixels
 * @param millimetersPerPixel that were told
 * @param familiarity whether it was told which tiles are unfamiliar
 */
record ScanSettings(
    String model,
    String precision,
    int tile,
    @Nullable Double threshold,
    @Nullable Long leastArea,
    @Nullable Double millimetersPerPixel,
    boolean familiarity) {
  static final String MILLIMETERS = "millimetersPerPixel";

  static String digestOf(Path model) throws IOException {
    return Sha256.of(model.resolve("model.json"));
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("model", model);
    json.addProperty("precision", precision);
    json.addProperty("tile", tile);
    if (threshold != null) {
      json.addProperty("threshold", threshold);
    }
    if (leastArea != null) {
      json.addProperty("leastArea", leastArea);
    }
    if (millimetersPerPixel != null) {
      json.addProperty(MILLIMETERS, millimetersPerPixel);
    }
    json.addProperty("familiarity", familiarity);
    return json;
  }
}
