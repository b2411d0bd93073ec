package dev.hibi.service;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.Sha256;
import dev.hibi.image.ImageRows;
import dev.hibi.image.RgbImage;
import dev.hibi.image.UnreadableImageException;
import dev.hibi.inspection.scan.PhotoScan;
import dev.hibi.inspection.scan.Region;
import dev.hibi.inspection.scan.ScoreField;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;

/** A scan that can be asked again by another threshold. Immutable. */
final class KeptScan {
  private static final long BITS_A_CELL = 2 * Float.SIZE + 1; // as ScoreField has them
  private static final int BAND_PIXELS = 1 << 20;

  private final String id;
  private final PhotoScan scan;
  private final byte[] file;
  private final int pixels;

  /**
   * Keeps one.
   *
   * @param id by which it is asked
   * @param scan as it was at first
   * @param file the photograph as it was sent, not copied
   * @param pixels that it may have where it must be decoded as a whole
   */
  KeptScan(String id, PhotoScan scan, byte[] file, int pixels) {
    this.id = id;
    this.scan = scan;
    this.file = file;
    this.pixels = pixels;
  }

  String id() {
    return id;
  }

  /** What it takes of memory. */
  long byteCount() {
    ScoreField field = scan.field();
    long bits = BITS_A_CELL * field.columns() * field.rows();
    return file.length + (bits + Byte.SIZE - 1) / Byte.SIZE;
  }

  PhotoScan at(OptionalDouble threshold) {
    return threshold.isEmpty() || threshold.getAsDouble() == scan.threshold()
        ? scan
        : scan.withThreshold(threshold.getAsDouble());
  }

  /** Tells photographs apart, whatever they are called. */
  String photograph() {
    return Sha256.of(file).substring(0, MarkFolder.NAME_DIGITS);
  }

  /**
   * The photograph as it was read for the scan, no larger than an edge. By rows: what a scan could
   * read so need not fit into memory as a whole.
   *
   * @param mostEdge pixels of its longer edge at most
   */
  RgbImage shrunk(int mostEdge) throws IOException {
    try (ImageRows photo = rows()) {
      photo.shrinking(mostEdge);
      while (photo.rowsLeft() > 0) {
        photo.read(band(photo));
      }
      return photo.shrunk();
    }
  }

  /**
   * Pictures of a region, as PNG.
   *
   * @param asked this scan, by some threshold
   * @param tile the edge of one in pixels
   */
  List<byte[]> tiles(PhotoScan asked, Region region, int tile) throws IOException {
    try (ImageRows photo = rows()) {
      return TilePictures.of(photo, MarkTiles.of(asked, region, tile));
    }
  }

  private ImageRows rows() throws UnreadableImageException {
    return ImageRows.open(file, scan.photo(), pixels);
  }

  /** How many rows are read at a time. */
  static int band(ImageRows photo) {
    return Math.min(photo.rowsLeft(), Math.max(1, BAND_PIXELS / photo.width()));
  }

  /** What {@code hibi scan} writes, the id, what is unfamiliar, and what was marked. */
  JsonObject json(PhotoScan asked, List<Mark> marks) {
    JsonObject json = new JsonObject();
    json.addProperty("id", id);
    JsonObject found = JsonParser.parseString(asked.toJson()).getAsJsonObject();
    found.entrySet().forEach(each -> json.add(each.getKey(), each.getValue()));
    json.add("unfamiliar", unfamiliar(asked.field()));
    json.add("marks", new Gson().toJsonTree(marks));
    return json;
  }

  /** Boxes, each as x, y, width and height, which together are what the model does not know. */
  private static JsonArray unfamiliar(ScoreField field) {
    JsonArray boxes = new JsonArray();
    int cell = field.cell();
    for (int row = 0; row < field.rows(); row++) {
      for (int column = 0; column < field.columns(); column++) {
        int first = column;
        while (column < field.columns() && field.isUnfamiliar(column, row)) {
          column++;
        }
        if (column > first) {
          JsonArray box = new JsonArray();
          box.add(first * cell);
          box.add(row * cell);
          box.add(Math.min(field.width(), column * cell) - first * cell);
          box.add(Math.min(field.height(), (row + 1) * cell) - row * cell);
          boxes.add(box);
        }
      }
    }
    return boxes;
  }
}
