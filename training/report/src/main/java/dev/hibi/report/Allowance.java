package dev.hibi.report;

/**
 * How much a page may hold of what can be left out. Not thread-safe.
 *
 * <p>A page is made with the full one, and as long as it is too large, anew with half of it.
 */
final class Allowance {
  private static final int PICTURE_BYTES = 4_000_000;
  private static final int ROWS = 500;
  private static final int LEAST_ROWS = 10;

  private final int pictureBytes;
  private final int rows;
  private int used;

  private Allowance(int pictureBytes, int rows) {
    this.pictureBytes = pictureBytes;
    this.rows = rows;
  }

  static Allowance full() {
    return new Allowance(PICTURE_BYTES, ROWS);
  }

  /** Half of this, unused. */
  Allowance half() {
    return new Allowance(pictureBytes / 2, Math.max(LEAST_ROWS, rows / 2));
  }

  /** Whether there is nothing to halve. */
  boolean isLeast() {
    return pictureBytes == 0 && rows == LEAST_ROWS;
  }

  /** How many rows a table may have. */
  int rows() {
    return rows;
  }

  /** How many bytes of pictures are left. */
  int pictureBytes() {
    return pictureBytes - used;
  }

  /** Takes room for a picture, if there is as much. */
  boolean take(Picture picture) {
    if (picture.byteCount() > pictureBytes()) {
      return false;
    }
    used += picture.byteCount();
    return true;
  }
}
