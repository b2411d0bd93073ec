package dev.hibi.inspection.scan;

import dev.hibi.inspection.scan.Outline.Corner;
import java.util.List;
import java.util.Locale;

/** {@link ScanExport#DXF}: pairs of a group code and a value, a line each. */
final class DxfText {
  private static final int MOST_LETTERS = 31; // of a layer's name in R12

  private final StringBuilder text = new StringBuilder();
  private final StoredScan scan;
  private final String layer;

  private DxfText(StoredScan scan) {
    this.scan = scan;
    this.layer = layer(scan.positive());
  }

  static String of(StoredScan scan) {
    DxfText dxf = new DxfText(scan);
    dxf.put(0, "SECTION").put(2, "HEADER").put(9, "$ACADVER").put(1, "AC1009").put(0, "ENDSEC");
    dxf.put(0, "SECTION").put(2, "ENTITIES");
    for (Region region : scan.regions()) {
      for (Outline outline : region.outlines()) {
        dxf.put(outline.outer());
        outline.holes().forEach(dxf::put);
      }
    }
    dxf.put(0, "ENDSEC").put(0, "EOF");
    return dxf.text.toString();
  }

  /** Letters, digits, $, - and _ alone are allowed. */
  private static String layer(String label) {
    String allowed = label.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9$_-]", "_");
    String name = "HIBI_" + allowed;
    return name.substring(0, Math.min(MOST_LETTERS, name.length()));
  }

  private DxfText put(int code, String value) {
    text.append(String.format(Locale.ROOT, "%3d", code)).append('\n').append(value).append('\n');
    return this;
  }

  private void put(List<Corner> ring) {
    put(0, "POLYLINE").put(8, layer).put(66, "1").put(70, "1");
    put(10, "0.0").put(20, "0.0").put(30, "0.0");
    for (Corner corner : ring) {
      put(0, "VERTEX").put(8, layer);
      put(10, number(x(corner))).put(20, number(y(corner))).put(30, "0.0");
    }
    put(0, "SEQEND").put(8, layer);
  }

  /** Without an exponent; nine digits after the point are a tenth of a millimetre of a degree. */
  private static String number(double value) {
    return String.format(Locale.ROOT, "%.9f", value);
  }

  private double x(Corner corner) {
    return scan.map().isPresent()
        ? scan.map().get().x(corner.x(), corner.y())
        : corner.x() * scan.millimetersPerPixel().orElse(1);
  }

  private double y(Corner corner) {
    return scan.map().isPresent()
        ? scan.map().get().y(corner.x(), corner.y())
        : (scan.height() - corner.y()) * scan.millimetersPerPixel().orElse(1);
  }
}
