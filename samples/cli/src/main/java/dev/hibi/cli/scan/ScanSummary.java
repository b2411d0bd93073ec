package dev.hibi.cli.scan;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.hibi.cli.option.Counted;
import dev.hibi.inspection.scan.PhotoScan;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** A line a photograph, from what was written of each. */
final class ScanSummary {
  private static final List<String> HEADER =
      List.of(
          "photo",
          "width",
          "height",
          "tiles",
          "unfamiliarTiles",
          "score",
          "regions",
          "peak",
          "area",
          "taken",
          "latitude",
          "longitude",
          "unreadable");

  private final List<List<String>> rows = new ArrayList<>();
  private final List<JsonObject> scans = new ArrayList<>();
  private int alarms;
  private int unreadable;

  /** What was said of each that was read. */
  List<JsonObject> scans() {
    return scans;
  }

  void add(JsonObject scan) {
    scans.add(scan);
    JsonArray regions = scan.getAsJsonArray("regions");
    double peak = 0;
    long area = 0;
    for (JsonElement region : regions) {
      peak = Math.max(peak, region.getAsJsonObject().get("peak").getAsDouble());
      area += region.getAsJsonObject().get("area").getAsLong();
    }
    alarms += regions.isEmpty() ? 0 : 1;
    rows.add(
        List.of(
            scan.get("photo").getAsString(),
            scan.get("width").getAsString(),
            scan.get("height").getAsString(),
            scan.get("tiles").getAsString(),
            scan.get("unfamiliarTiles").getAsString(),
            scan.get("score").getAsString(),
            String.valueOf(regions.size()),
            regions.isEmpty() ? "" : String.valueOf(peak),
            String.valueOf(area),
            text(scan, "taken"),
            text(scan, "latitude"),
            text(scan, "longitude"),
            ""));
  }

  private static String text(JsonObject scan, String name) {
    return scan.has(name) ? scan.get(name).getAsString() : "";
  }

  void addUnreadable(String photo, String reason) {
    unreadable++;
    rows.add(List.of(photo, "", "", "", "", "", "", "", "", "", "", "", reason));
  }

  int alarms() {
    return alarms;
  }

  int unreadable() {
    return unreadable;
  }

  String csv() throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      csv.writeRecord(HEADER);
      rows.forEach(csv::writeRecord);
    }
    return text.toString();
  }

  /** For people, of one photograph. */
  static String line(PhotoScan scan) {
    String seen =
        "%s%s"
            .formatted(
                Counted.of(scan.tiles(), "tile"),
                scan.unfamiliar() == 0 ? "" : ", %,d unfamiliar".formatted(scan.unfamiliar()));
    return scan.isAlarm()
        ? "alarm     %s: %s, highest %.2f %% (%s)"
            .formatted(
                scan.photo(),
                Counted.of(scan.regions().size(), "region"),
                100 * scan.regions().get(0).peak(),
                seen)
        : "no alarm  %s (%s)".formatted(scan.photo(), seen);
  }
}
