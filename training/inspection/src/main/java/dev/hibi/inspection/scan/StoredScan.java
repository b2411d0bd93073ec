package dev.hibi.inspection.scan;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.hibi.image.Georeference;
import dev.hibi.inspection.scan.Outline.Corner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What {@link ScanJson} wrote, as far as others are told.
 *
 * @param photo its name
 * @param taken when, in ISO 8601
 * @param map where its pixels lie
 * @param millimetersPerPixel empty also where there is no region, of which it could be known
 */
record StoredScan(
    String photo,
    int width,
    int height,
    String positive,
    Optional<String> taken,
    Optional<Georeference> map,
    OptionalDouble millimetersPerPixel,
    List<Region> regions) {
  private static final Pattern ARCHIVE = Pattern.compile("^.*?\\.zip!", Pattern.CASE_INSENSITIVE);

  static StoredScan of(JsonObject json) {
    List<Region> regions = new ArrayList<>();
    OptionalDouble scale = OptionalDouble.empty();
    for (JsonElement element : json.getAsJsonArray("regions")) {
      JsonObject region = element.getAsJsonObject();
      regions.add(region(region));
      if (region.has("areaMm2")) {
        scale =
            OptionalDouble.of(
                Math.sqrt(region.get("areaMm2").getAsDouble() / region.get("area").getAsLong()));
      }
    }
    return new StoredScan(
        json.get("photo").getAsString(),
        json.get("width").getAsInt(),
        json.get("height").getAsInt(),
        json.get("positive").getAsString(),
        json.has("taken") ? Optional.of(json.get("taken").getAsString()) : Optional.empty(),
        json.has("map") ? Optional.of(map(json.getAsJsonObject("map"))) : Optional.empty(),
        scale,
        regions);
  }

  private static Region region(JsonObject json) {
    JsonArray box = json.getAsJsonArray("bbox");
    List<Outline> outlines = new ArrayList<>();
    for (JsonElement part : json.getAsJsonArray("outlines")) {
      List<List<Corner>> rings = new ArrayList<>();
      part.getAsJsonArray().forEach(ring -> rings.add(ring(ring.getAsJsonArray())));
      outlines.add(new Outline(rings.get(0), rings.subList(1, rings.size())));
    }
    return new Region(
        box.get(0).getAsInt(),
        box.get(1).getAsInt(),
        box.get(2).getAsInt(),
        box.get(3).getAsInt(),
        json.get("peak").getAsDouble(),
        json.get("area").getAsLong(),
        outlines);
  }

  private static List<Corner> ring(JsonArray json) {
    List<Corner> ring = new ArrayList<>();
    for (JsonElement corner : json) {
      JsonArray numbers = corner.getAsJsonArray();
      ring.add(new Corner(numbers.get(0).getAsInt(), numbers.get(1).getAsInt()));
    }
    return ring;
  }

  private static Georeference map(JsonObject json) {
    JsonArray origin = json.getAsJsonArray("origin");
    JsonArray column = json.getAsJsonArray("column");
    JsonArray row = json.getAsJsonArray("row");
    return new Georeference(
        origin.get(0).getAsDouble(),
        origin.get(1).getAsDouble(),
        column.get(0).getAsDouble(),
        column.get(1).getAsDouble(),
        row.get(0).getAsDouble(),
        row.get(1).getAsDouble(),
        json.has("epsg") ? OptionalInt.of(json.get("epsg").getAsInt()) : OptionalInt.empty());
  }

  /**
   * The name of its file: what follows the last folder, and the archive, which ends in {@code
   * .zip}. Any other {@code !} is a letter of the file's name.
   */
  String fileName() {
    String[] parts = photo.split("[/\\\\]", -1);
    return ARCHIVE.matcher(parts[parts.length - 1]).replaceFirst("");
  }
}
