package dev.hibi.image;

import java.util.Arrays;

/** Intra prediction (RFC 6386, 12): squares of a plane from the pixels above and to the left. */
final class Vp8Prediction {
  /** Modes of whole macroblocks; the first four numbers are those of subblocks too. */
  static final int DC = 0;

  static final int TRUE_MOTION = 1;
  static final int VERTICAL = 2;
  static final int HORIZONTAL = 3;

  private static final int CORNER = 4;
  private static final int ABOVE = 5;
  private static final int EDGE = 13;

  /** In {@link #DIRECTIONS}: the lowest pixel to the left as it is, and means of two. */
  private static final int LOWEST = 13;

  private static final int PAIRS = 20;

  /**
   * What each pixel of a subblock is, by its mode from the third on, as an index of {@link
   * #smooth}. The edge has 13 pixels, from the lowest of the left column up, by the corner, to the
   * eighth of the row above. 0 to 12 is the weighted mean of three around one of them, 20 and more
   * the mean of one and the next.
   */
  private static final int[][] DIRECTIONS = {
    {5, 6, 7, 8, 5, 6, 7, 8, 5, 6, 7, 8, 5, 6, 7, 8}, // vertical
    {3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0}, // horizontal
    {6, 7, 8, 9, 7, 8, 9, 10, 8, 9, 10, 11, 9, 10, 11, 12}, // left and down
    {4, 5, 6, 7, 3, 4, 5, 6, 2, 3, 4, 5, 1, 2, 3, 4}, // right and down
    {24, 25, 26, 27, 4, 5, 6, 7, 3, 24, 25, 26, 2, 4, 5, 6}, // vertical and right
    {25, 26, 27, 28, 6, 7, 8, 9, 26, 27, 28, 10, 7, 8, 9, 11}, // vertical and left
    {23, 4, 5, 6, 22, 3, 23, 4, 21, 2, 22, 3, 20, 1, 21, 2}, // horizontal and down
    {22, 2, 21, 1, 21, 1, 20, 0, 20, 0, 13, 13, 13, 13, 13, 13}, // horizontal and up
  };

  private final int[] edge = new int[EDGE];
  private final int[] smooth = new int[PAIRS + EDGE];

  /**
   * Predicts a square of 16 or 8.
   *
   * @param hasAbove whether the picture has pixels above, which matters for the mean alone
   * @param hasLeft whether it has pixels to the left
   */
  static void square(
      int mode, Vp8Plane plane, int at, int size, boolean hasAbove, boolean hasLeft) {
    byte[] bytes = plane.bytes;
    int stride = plane.stride;
    switch (mode) {
      case TRUE_MOTION -> trueMotion(bytes, at, stride, size);
      case VERTICAL -> {
        for (int y = 0; y < size; y++) {
          System.arraycopy(bytes, at - stride, bytes, at + y * stride, size);
        }
      }
      case HORIZONTAL -> {
        for (int row = at; row < at + size * stride; row += stride) {
          Arrays.fill(bytes, row, row + size, bytes[row - 1]);
        }
      }
      default -> {
        byte mean = mean(bytes, at, stride, size, hasAbove, hasLeft);
        for (int row = at; row < at + size * stride; row += stride) {
          Arrays.fill(bytes, row, row + size, mean);
        }
      }
    }
  }

  private static byte mean(
      byte[] bytes, int at, int stride, int size, boolean hasAbove, boolean hasLeft) {
    if (!hasAbove && !hasLeft) {
      return (byte) 128;
    }
    int sum = 0;
    for (int i = 0; i < size; i++) {
      sum += hasAbove ? bytes[at - stride + i] & 0xff : 0;
      sum += hasLeft ? bytes[at + i * stride - 1] & 0xff : 0;
    }
    int count = hasAbove && hasLeft ? 2 * size : size;
    return (byte) ((sum + count / 2) / count);
  }

  private static void trueMotion(byte[] bytes, int at, int stride, int size) {
    int corner = bytes[at - stride - 1] & 0xff;
    for (int row = at; row < at + size * stride; row += stride) {
      int difference = (bytes[row - 1] & 0xff) - corner;
      for (int x = 0; x < size; x++) {
        int value = (bytes[at - stride + x] & 0xff) + difference;
        bytes[row + x] = (byte) Math.max(0, Math.min(255, value));
      }
    }
  }

  /**
   * Predicts a square of 4.
   *
   * @param aboveRight where the four pixels are that go on the row above to the right
   */
  void subblock(int mode, Vp8Plane plane, int at, int aboveRight) {
    byte[] bytes = plane.bytes;
    int stride = plane.stride;
    if (mode == TRUE_MOTION) {
      trueMotion(bytes, at, stride, 4);
      return;
    }
    if (mode == DC) {
      square(DC, plane, at, 4, true, true);
      return;
    }
    for (int i = 0; i < 4; i++) {
      edge[i] = bytes[at + (3 - i) * stride - 1] & 0xff;
      edge[ABOVE + i] = bytes[at - stride + i] & 0xff;
      edge[ABOVE + 4 + i] = bytes[aboveRight + i] & 0xff;
    }
    edge[CORNER] = bytes[at - stride - 1] & 0xff;
    for (int i = 0; i < EDGE; i++) {
      int next = edge[Math.min(i + 1, EDGE - 1)];
      smooth[i] = (edge[Math.max(i - 1, 0)] + 2 * edge[i] + next + 2) >> 2;
      smooth[PAIRS + i] = (edge[i] + next + 1) >> 1;
    }
    smooth[LOWEST] = edge[0];
    int[] indices = DIRECTIONS[mode - VERTICAL];
    for (int i = 0; i < 16; i++) {
      bytes[at + (i >> 2) * stride + (i & 3)] = (byte) smooth[indices[i]];
    }
  }
}
