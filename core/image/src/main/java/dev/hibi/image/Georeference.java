package dev.hibi.image;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.StringTokenizer;

/**
 * Where the pixels of an upright image lie on a map: {@code x = originX + column * columnX + row *
 * rowX}, {@code y = originY + column * columnY + row * rowY}, where the upper left corner of the
 * upper left pixel is column 0, row 0. As GeoTIFF tags say it (OGC 19-008r4, 2019) or a world file.
 *
 * @param epsg the coordinate system's number in the EPSG register; empty if it is not told, or none
 *     of it
 */
public record Georeference(
    double originX,
    double originY,
    double columnX,
    double columnY,
    double rowX,
    double rowY,
    OptionalInt epsg) {

  private static final List<Range> METRIC =
      List.of(
          new Range(32_601, 32_660), // WGS 84, UTM zones of the north
          new Range(32_701, 32_760), // and of the south
          new Range(2_443, 2_461), // JGD2000, plane systems I to XIX
          new Range(3_097, 3_101), // and UTM zones
          new Range(6_669, 6_687), // JGD2011, plane systems I to XIX
          new Range(6_688, 6_692)); // and UTM zones

  /** The longitude and latitude of WGS 84, of which GeoJSON is. */
  public static final int WGS84 = 4326;

  /**
   * Checks.
   *
   * @throws IllegalArgumentException unless all numbers are finite, and pixels have an area
   */
  public Georeference {
    double area = columnX * rowY - columnY * rowX;
    if (!Double.isFinite(originX)
        || !Double.isFinite(originY)
        || !Double.isFinite(area)
        || area == 0) {
      throw new IllegalArgumentException(
          "bad map coordinates: expected finite numbers and pixels of an area, found %s, %s, %s, %s, %s, %s"
              .formatted(originX, originY, columnX, columnY, rowX, rowY));
    }
  }

  /**
   * Of a world file: six numbers, a line each, of which the last two are of the middle of the upper
   * left pixel.
   *
   * @param text of the file
   * @param name what to call it in messages
   * @throws UnreadableImageException if it has other lines
   */
  public static Georeference ofWorldFile(String text, String name) throws UnreadableImageException {
    StringTokenizer words = new StringTokenizer(text.replace("\u00ef\u00bb\u00bf", "")); // a mark
    double[] numbers = new double[6];
    try {
      if (words.countTokens() != numbers.length) {
        throw new IllegalArgumentException(words.countTokens() + " words");
      }
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = Double.parseDouble(words.nextToken().replace(',', '.'));
      }
      return ofMiddle(
          numbers[4],
          numbers[5],
          numbers[0],
          numbers[1],
          numbers[2],
          numbers[3],
          OptionalInt.empty());
    } catch (IllegalArgumentException e) {
      throw new UnreadableImageException(
          "bad world file: expected 6 finite numbers, found '%s' (%s)"
              .formatted(e.getMessage(), name));
    }
  }

  /** Of the middle of the upper left pixel. */
  static Georeference ofMiddle(
      double x,
      double y,
      double columnX,
      double columnY,
      double rowX,
      double rowY,
      OptionalInt epsg) {
    return new Georeference(
        x - (columnX + rowX) / 2, y - (columnY + rowY) / 2, columnX, columnY, rowX, rowY, epsg);
  }

  /**
   * How many metres of the ground a pixel is wide and high, as a square of its area is; of
   * coordinate systems in metres that are known here (UTM of WGS 84, the plane systems and UTM
   * zones of JGD2000 and JGD2011), else empty. As UTM has it: off by a thousandth at most.
   */
  public OptionalDouble metersPerPixel() {
    boolean metric =
        epsg.isPresent() && METRIC.stream().anyMatch(range -> range.contains(epsg.getAsInt()));
    return metric
        ? OptionalDouble.of(Math.sqrt(Math.abs(columnX * rowY - columnY * rowX)))
        : OptionalDouble.empty();
  }

  /** Numbers of the register. */
  private record Range(int first, int last) {
    boolean contains(int number) {
      return first <= number && number <= last;
    }
  }

  /** The map's x of a corner of pixels. */
  public double x(double column, double row) {
    return originX + column * columnX + row * rowX;
  }

  /** The map's y of a corner of pixels. */
  public double y(double column, double row) {
    return originY + column * columnY + row * rowY;
  }

  /**
   * The same of the image as it is seen, if this is of its stored pixels.
   *
   * @param orientation 1 to 8
   * @param width as stored
   * @param height as stored
   */
  Georeference upright(int orientation, int width, int height) {
    boolean fromRight = ExifOrientation.isFromRight(orientation);
    boolean fromBelow = ExifOrientation.isFromBelow(orientation);
    double cornerColumn = fromRight ? width : 0;
    double cornerRow = fromBelow ? height : 0;
    double alongX = fromRight ? -1 : 1;
    double alongY = fromBelow ? -1 : 1;
    boolean swapped = orientation > 4;
    return new Georeference(
        x(cornerColumn, cornerRow),
        y(cornerColumn, cornerRow),
        swapped ? alongY * rowX : alongX * columnX,
        swapped ? alongY * rowY : alongX * columnY,
        swapped ? alongX * columnX : alongY * rowX,
        swapped ? alongX * columnY : alongY * rowY,
        epsg);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "origin %s, %s, column %s, %s, row %s, %s%s",
        originX,
        originY,
        columnX,
        columnY,
        rowX,
        rowY,
        epsg.isPresent() ? ", EPSG:" + epsg.getAsInt() : "");
  }
}
