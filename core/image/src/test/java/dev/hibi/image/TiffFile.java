package dev.hibi.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/** An uncompressed RGB TIFF, drawn by hand: header, pixels, values, directory. */
final class TiffFile {
  private final Map<Integer, long[]> entries = new TreeMap<>();
  private final ByteArrayOutputStream pixels = new ByteArrayOutputStream();

  /** Strips of so many rows, one after the other. */
  TiffFile(int width, int height, int rows) {
    int strips = (height + rows - 1) / rows;
    long[] offsets = new long[strips];
    long[] counts = new long[strips];
    for (int i = 0; i < strips; i++) {
      counts[i] = 3L * width * rows;
      offsets[i] = 8 + i * counts[i];
    }
    put(256, width).put(257, height).put(258, 8).put(262, 2).put(277, 3).put(278, rows);
    put(273, offsets).put(279, counts);
  }

  TiffFile put(int tag, long... values) {
    entries.put(tag, values);
    return this;
  }

  TiffFile putBytes(int... bytes) {
    for (int b : bytes) {
      pixels.write(b);
    }
    return this;
  }

  byte[] file() {
    int at = 8 + pixels.size();
    int outside = entries.values().stream().mapToInt(v -> v.length > 1 ? 4 * v.length : 0).sum();
    ByteBuffer file =
        ByteBuffer.allocate(at + outside + 6 + 12 * entries.size()).order(ByteOrder.LITTLE_ENDIAN);
    file.putShort((short) 0x4949).putShort((short) 42).putInt(at + outside);
    file.put(pixels.toByteArray());
    entries.values().stream()
        .filter(values -> values.length > 1)
        .forEach(
            values -> {
              for (long value : values) {
                file.putInt((int) value);
              }
            });
    file.putShort((short) entries.size());
    int next = at;
    for (Map.Entry<Integer, long[]> entry : entries.entrySet()) {
      long[] values = entry.getValue();
      file.putShort((short) (int) entry.getKey()).putShort((short) 4).putInt(values.length);
      file.putInt(values.length == 1 ? (int) values[0] : next);
      next += values.length > 1 ? 4 * values.length : 0;
    }
    return file.array();
  }
}
