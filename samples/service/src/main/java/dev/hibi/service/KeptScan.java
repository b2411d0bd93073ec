package dev.hibi.service;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.Sha256;
import dev.hibi.image.RgbImage;
import dev.hibi.image.UnreadableImageException;
import dev.hibi.inspection.scan.PhotoScan;
import dev.hibi.inspection.scan.ScoreField;
import java.util.List;
import java.util.OptionalDouble;

/** A scan that can be asked again by another threshold. Immutable. */
final class KeptScan {
  private static final int BYTES_A_CELL = 5; // a float, a bit

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
   * @param pixels that it may have
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
    return file.length + (long) BYTES_A_CELL * field.columns() * field.rows();
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

  RgbImage photo() throws UnreadableImageException {
    return RgbImage.decode(file, scan.photo(), pixels);
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
