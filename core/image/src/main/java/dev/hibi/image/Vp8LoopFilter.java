package dev.hibi.image;

/**
 * The loop filters (RFC 6386, 15), which smooth the edges between macroblocks and between their
 * subblocks once a whole frame is there.
 */
final class Vp8LoopFilter {
  private final boolean simple;
  private final int sharpness;

  Vp8LoopFilter(boolean simple, int sharpness) {
    this.simple = simple;
    this.sharpness = sharpness;
  }

  /**
   * Filters the edges of a macroblock, those to the left and above before those within.
   *
   * @param planes luma and both of chroma
   * @param level 0 to 63; at 0 nothing is done
   * @param inner whether the edges within are filtered too
   */
  void filter(Vp8Plane[] planes, int column, int row, int level, boolean inner) {
    if (level == 0) {
      return;
    }
    int interior = interior(level);
    int limit = 2 * level + interior;
    int variance = level >= 40 ? 2 : level >= 15 ? 1 : 0;
    for (int p = 0; p < (simple ? 1 : planes.length); p++) {
      Vp8Plane plane = planes[p];
      int size = p == 0 ? 16 : 8;
      int at = plane.at(column * size, row * size);
      Edges vertical = new Edges(plane.bytes, 1, plane.stride, size, interior, variance);
      Edges horizontal = new Edges(plane.bytes, plane.stride, 1, size, interior, variance);
      if (column > 0) {
        vertical.outer(at, limit + 4, simple);
      }
      for (int x = 4; inner && x < size; x += 4) {
        vertical.inner(at + x, limit, simple);
      }
      if (row > 0) {
        horizontal.outer(at, limit + 4, simple);
      }
      for (int y = 4; inner && y < size; y += 4) {
        horizontal.inner(at + y * plane.stride, limit, simple);
      }
    }
  }

  private int interior(int level) {
    int interior = level;
    if (sharpness > 0) {
      interior = Math.min(interior >> (sharpness > 4 ? 2 : 1), 9 - sharpness);
    }
    return Math.max(1, interior);
  }

  /** Edges of one direction. */
  private static final class Edges {
    private final byte[] bytes;

    /** From a pixel to the next over the edge. */
    private final int across;

    /** From a pixel to the next on the edge. */
    private final int along;

    /** Of an edge in pixels. */
    private final int length;

    /** How much neighbours may differ on either side. */
    private final int interior;

    /** Above this difference beside the edge only its own two pixels are changed. */
    private final int variance;

    Edges(byte[] bytes, int across, int along, int length, int interior, int variance) {
      this.bytes = bytes;
      this.across = across;
      this.along = along;
      this.length = length;
      this.interior = interior;
      this.variance = variance;
    }

    private int pixel(int at) {
      return bytes[at] & 0xff;
    }

    private void set(int at, int value) {
      bytes[at] = (byte) Math.max(0, Math.min(255, value));
    }

    private static int signed(int value) {
      return Math.max(-128, Math.min(127, value));
    }

    void outer(int from, int limit, boolean simple) {
      for (int i = 0, at = from; i < length; i++, at += along) {
        if (simple ? isSmall(at, limit) : isSmooth(at, limit)) {
          if (simple || isVaried(at)) {
            changeTwo(at);
          } else {
            changeSix(at);
          }
        }
      }
    }

    void inner(int from, int limit, boolean simple) {
      for (int i = 0, at = from; i < length; i++, at += along) {
        if (simple ? isSmall(at, limit) : isSmooth(at, limit)) {
          if (simple || isVaried(at)) {
            changeTwo(at);
          } else {
            changeFour(at);
          }
        }
      }
    }

    /** Whether the step over the edge is small enough to be the coding's and not the picture's. */
    private boolean isSmall(int at, int limit) {
      int step = Math.abs(pixel(at - across) - pixel(at));
      int wider = Math.abs(pixel(at - 2 * across) - pixel(at + across));
      return 2 * step + (wider >> 1) <= limit;
    }

    private boolean isSmooth(int at, int limit) {
      if (!isSmall(at, limit)) {
        return false;
      }
      for (int i = 1; i < 4; i++) {
        int before = at - i * across;
        int after = at + i * across;
        if (Math.abs(pixel(before - across) - pixel(before)) > interior
            || Math.abs(pixel(after) - pixel(after - across)) > interior) {
          return false;
        }
      }
      return true;
    }

    private boolean isVaried(int at) {
      return Math.abs(pixel(at - 2 * across) - pixel(at - across)) > variance
          || Math.abs(pixel(at + across) - pixel(at)) > variance;
    }

    /** Three times the step, with the outer two pixels taken into account. */
    private int step(int at) {
      return 3 * (pixel(at) - pixel(at - across))
          + signed(pixel(at - 2 * across) - pixel(at + across));
    }

    private void changeTwo(int at) {
      int step = step(at);
      int p0 = pixel(at - across);
      int q0 = pixel(at);
      set(at - across, p0 + (signed(step + 3) >> 3));
      set(at, q0 - (signed(step + 4) >> 3));
    }

    private void changeFour(int at) {
      int p0 = pixel(at - across);
      int q0 = pixel(at);
      int step = 3 * (q0 - p0);
      int change = signed(step + 4) >> 3;
      int half = (change + 1) >> 1;
      set(at - 2 * across, pixel(at - 2 * across) + half);
      set(at - across, p0 + (signed(step + 3) >> 3));
      set(at, q0 - change);
      set(at + across, pixel(at + across) - half);
    }

    private void changeSix(int at) {
      int step = signed(step(at));
      for (int i = 0; i < 3; i++) {
        int change = (9 * (3 - i) * step + 63) >> 7;
        set(at - (i + 1) * across, pixel(at - (i + 1) * across) + change);
        set(at + i * across, pixel(at + i * across) - change);
      }
    }
  }
}
