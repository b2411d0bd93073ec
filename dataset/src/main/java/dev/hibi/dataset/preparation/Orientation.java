package dev.hibi.dataset.preparation;

import java.util.random.RandomGenerator;

/**
 * One of the eight ways to lay a square: mirrored left to right or not, then turned clockwise.
 *
 * @param quarterTurns 0 to 3
 */
record Orientation(boolean mirrored, int quarterTurns) {
  static final Orientation UPRIGHT = new Orientation(false, 0);

  static Orientation draw(RandomGenerator random) {
    int bits = (int) (random.nextLong() >>> 61);
    return new Orientation(bits >= 4, bits & 3);
  }

  /** This one, then mirrored left to right. */
  Orientation mirror() {
    return new Orientation(!mirrored, (4 - quarterTurns) & 3);
  }

  /** Row of the pixel that comes to lie at (y, x) of a square. */
  int row(int size, int y, int x) {
    int last = size - 1;
    return switch (quarterTurns) {
      case 0 -> y;
      case 1 -> last - x;
      case 2 -> last - y;
      default -> x;
    };
  }

  /** Column of the pixel that comes to lie at (y, x) of a square. */
  int column(int size, int y, int x) {
    int last = size - 1;
    int column =
        switch (quarterTurns) {
          case 0 -> x;
          case 1 -> y;
          case 2 -> last - x;
          default -> last - y;
        };
    return mirrored ? last - column : column;
  }
}
