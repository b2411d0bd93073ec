package dev.hibi.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Optional;

/**
 * A part of a photograph that raises an alarm, without its outlines, which a page has no need of.
 *
 * @param peak the highest probability in it
 * @param area in square pixels
 * @param onTheWall what that is there, if it is known how much of it a pixel shows
 */
record ScannedRegion(
    int x, int y, int width, int height, double peak, long area, Optional<OnTheWall> onTheWall) {

  /** How large it is. */
  record OnTheWall(double lengthMm, double areaMm2) {}

  /** As a scan is written down. */
  static ScannedRegion of(JsonObject json) {
    JsonArray box = json.getAsJsonArray("bbox");
    return new ScannedRegion(
        box.get(0).getAsInt(),
        box.get(1).getAsInt(),
        box.get(2).getAsInt(),
        box.get(3).getAsInt(),
        json.get("peak").getAsDouble(),
        json.get("area").getAsLong(),
        json.has("areaMm2")
            ? Optional.of(
                new OnTheWall(
                    json.get("lengthMm").getAsDouble(), json.get("areaMm2").getAsDouble()))
            : Optional.empty());
  }
}
