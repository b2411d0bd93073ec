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
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
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
          "areaMm2",
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
            areaMm2(scan, area),
            text(scan, "taken"),
            text(scan, "latitude"),
            text(scan, "longitude"),
            ""));
  }

  /** Of square pixels, where it was told how much of the wall a pixel shows. */
  private static String areaMm2(JsonObject scan, long area) {
    if (!(scan.get(ScanFolder.SETTINGS) instanceof JsonObject settings)
        || !settings.has(ScanSettings.MILLIMETERS)) {
      return "";
    }
    double millimeters = settings.get(ScanSettings.MILLIMETERS).getAsDouble();
    return BigDecimal.valueOf(millimeters * millimeters * area).toPlainString();
  }

  private static String text(JsonObject scan, String name) {
    return scan.has(name) ? scan.get(name).getAsString() : "";
  }

  void addUnreadable(String photo, String reason) {
    unreadable++;
    List<String> row = new ArrayList<>(Collections.nCopies(HEADER.size(), ""));
    row.set(0, photo);
    row.set(HEADER.size() - 1, reason);
    rows.add(row);
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
