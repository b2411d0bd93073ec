package dev.hibi.image;

import java.util.Arrays;

/**
 * One channel of a frame, in whole macroblocks, with the border from which its edges are predicted
 * (RFC 6386, 12): a row of 127 above, which goes on to the right, and a column of 129 to the left.
 */
final class Vp8Plane {
  private static final int ABOVE = 127;
  private static final int LEFT = 129;

  /** What is left of the first column, and what is read to the right of the last in the border. */
  private static final int MARGIN = 4;

  final byte[] bytes;
  final int stride;

  Vp8Plane(int width, int height) {
    stride = MARGIN + width + MARGIN;
    bytes = new byte[Math.multiplyExact(stride, height + 1)];
    Arrays.fill(bytes, 0, stride, (byte) ABOVE);
    for (int y = 1; y <= height; y++) {
      bytes[y * stride + MARGIN - 1] = (byte) LEFT;
    }
  }

  /** Where a pixel is in {@link #bytes}; those above and to the left are before it. */
  int at(int x, int y) {
    return (y + 1) * stride + MARGIN + x;
  }
}
