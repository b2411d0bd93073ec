package dev.hibi.inspection.scan;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.List;

/**
 * What other programs read, made of what a scan says as JSON ({@link PhotoScan#toJson}): regions as
 * polygons on the photograph, or on a map where the photograph has its place on one, or as a table.
 *
 * <pre>{@code
 * Files.writeString(Path.of("wall.geojson"), ScanExport.GEOJSON.of(scan.toJson()));
 * }</pre>
 */
public enum ScanExport {
  /**
   * A FeatureCollection (RFC 7946), a feature a region. In the coordinates of the photograph's map,
   * named as {@code crs} unless they are longitude and latitude of WGS 84; without a map in pixels,
   * x to the right and y downwards.
   */
  GEOJSON("geojson", ".geojson"),
  /** A file of labelme, a polygon for each part of a region; holes are left out. */
  LABELME("labelme", ".labelme.json"),
  /**
   * ASCII DXF (AutoCAD R12), a closed polyline a ring, on the layer of the class. In the map's
   * coordinates, else in millimetres or pixels from the lower left corner of the photograph, y
   * upwards.
   */
  DXF("dxf", ".dxf"),
  /**
   * A table for a spreadsheet (RFC 4180 with lines that end in a newline alone), a line a region.
   *
   * <p>Columns: {@code photo}; {@code region}, its number from 1, the highest peak first; {@code
   * x}, {@code y}, {@code width} and {@code height} of what it lies in, in pixels; {@code peak};
   * {@code area} in square pixels; {@code lengthMm} and {@code areaMm2}, empty where millimetres
   * are not known; {@code mapX} and {@code mapY}, where the middle of what it lies in is in the
   * map's coordinates, empty without a map.
   */
  CSV("csv", ".csv");

  private final String id;
  private final String suffix;

  ScanExport(String id, String suffix) {
    this.id = id;
    this.suffix = suffix;
  }

  /** The name on a command line. */
  public String id() {
    return id;
  }

  /** How a file of it ends. */
  public String suffix() {
    return suffix;
  }

  /**
   * Makes it.
   *
   * @param scan what {@link PhotoScan#toJson} said, and perhaps more
   * @throws IllegalArgumentException if it is none
   */
  public String of(String scan) {
    StoredScan stored = read(scan);
    return switch (this) {
      case GEOJSON -> GeoJson.of(stored);
      case LABELME -> LabelmeJson.of(stored);
      case DXF -> DxfText.of(stored);
      case CSV -> RegionCsv.of(stored);
    };
  }

  /**
   * One file of COCO's object detection format for many photographs, numbered from 1 in this order;
   * annotations, each with its {@code score}, are numbered through. Holes in a region are left out
   * of its {@code segmentation}; its {@code area} is without them.
   *
   * @param scans as {@link #of} takes them
   * @throws IllegalArgumentException if one is none
   */
  public static String coco(List<String> scans) {
    return CocoJson.of(scans.stream().map(ScanExport::read).toList());
  }

  private static StoredScan read(String scan) {
    try {
      return StoredScan.of(JsonParser.parseString(scan).getAsJsonObject());
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | ClassCastException
        | UnsupportedOperationException
        | IndexOutOfBoundsException
        | NumberFormatException e) {
      throw new IllegalArgumentException(
          "no scan: expected a JSON object of one, found '%s'".formatted(e.getMessage()), e);
    }
  }
}
