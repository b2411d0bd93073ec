package dev.hibi.inspection.scan;

import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalDouble;

/** {@link ScanExport#CSV}. */
final class RegionCsv {
  private static final List<String> HEADER =
      List.of(
          "photo",
          "region",
          "x",
          "y",
          "width",
          "height",
          "peak",
          "area",
          "lengthMm",
          "areaMm2",
          "mapX",
          "mapY");

  private RegionCsv() {}

  static String of(StoredScan scan) {
    StringBuilder text = new StringBuilder();
    append(text, HEADER);
    for (int i = 0; i < scan.regions().size(); i++) {
      append(text, fields(scan, i));
    }
    return text.toString();
  }

  private static List<String> fields(StoredScan scan, int number) {
    Region region = scan.regions().get(number);
    OptionalDouble scale = scan.millimetersPerPixel();
    double x = region.x() + region.width() / 2.0;
    double y = region.y() + region.height() / 2.0;
    return List.of(
        scan.photo(),
        String.valueOf(number + 1),
        String.valueOf(region.x()),
        String.valueOf(region.y()),
        String.valueOf(region.width()),
        String.valueOf(region.height()),
        decimal(region.peak()),
        String.valueOf(region.area()),
        scale.isPresent() ? decimal(scale.getAsDouble() * region.length()) : "",
        scale.isPresent() ? decimal(scale.getAsDouble() * scale.getAsDouble() * region.area()) : "",
        scan.map().map(map -> decimal(map.x(x, y))).orElse(""),
        scan.map().map(map -> decimal(map.y(x, y))).orElse(""));
  }

  /** Without an exponent, which not every spreadsheet reads. */
  private static String decimal(double value) {
    return BigDecimal.valueOf(value).toPlainString();
  }

  private static void append(StringBuilder text, List<String> fields) {
    text.append(String.join(",", fields.stream().map(RegionCsv::quoted).toList())).append('\n');
  }

  /** As RFC 4180 has it, where that is needed. */
  private static String quoted(String field) {
    return field.chars().noneMatch(letter -> ",\"\r\n".indexOf(letter) >= 0)
        ? field
        : '"' + field.replace("\"", "\"\"") + '"';
  }
}
