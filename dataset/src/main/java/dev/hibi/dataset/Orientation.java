package dev.hibi.dataset;

import dev.hibi.RgbImage;
import java.util.random.RandomGenerator;

/**
 * One of the eight ways to lay a square: mirrored left to right or not, then turned clockwise.
 *
 * @param quarterTurns 0 to 3
 */
record Orientation(boolean mirrored, int quarterTurns) {
  static Orientation draw(RandomGenerator random) {
    int bits = (int) (random.nextLong() >>> 61);
    return new Orientation(bits >= 4, bits & 3);
  }

  /**
   * Writes a square image laid this way, each byte by way of its channel's table.
   *
   * @param out receives float32 (size, size, 3)
   */
  void write(RgbImage square, float[][] tables, float[] out, int offset) {
    int size = square.width();
    int start = source(size, 0, 0) * 3;
    int down = source(size, 1, 0) * 3 - start;
    int right = source(size, 0, 1) * 3 - start;
    byte[] pixels = square.pixels();
    float[] red = tables[0];
    float[] green = tables[1];
    float[] blue = tables[2];
    for (int y = 0, o = offset; y < size; y++) {
      int i = start + y * down;
      for (int x = 0; x < size; x++, i += right, o += 3) {
        out[o] = red[pixels[i] & 0xff];
        out[o + 1] = green[pixels[i + 1] & 0xff];
        out[o + 2] = blue[pixels[i + 2] & 0xff];
      }
    }
  }

  /** Position of the pixel that comes to lie at (y, x). */
  private int source(int size, int y, int x) {
    int last = size - 1;
    int row =
        switch (quarterTurns) {
          case 0 -> y;
          case 1 -> last - x;
          case 2 -> last - y;
          default -> x;
        };
    int column =
        switch (quarterTurns) {
          case 0 -> x;
          case 1 -> y;
          case 2 -> last - x;
          default -> last - y;
        };
    return row * size + (mirrored ? last - column : column);
  }
}
