package dev.hibi.image;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Makes a smaller image of one whose rows come from the top down: equal to {@link RgbImage#resize},
 * of which it holds the result and the rows that are not complete.
 */
final class RowShrinking {
  private static final int ROWS_AT_ONCE = 32;

  private final int width;
  private final int height;
  private final int outWidth;
  private final int outHeight;
  private final TriangleResize.Taps columns;
  private final TriangleResize.Taps rows;
  private final byte[] pixels;

  /** Sums of the result's rows from {@link #done} on, and those of earlier rows to use again. */
  private final Deque<int[]> sums = new ArrayDeque<>();

  private final Deque<int[]> spare = new ArrayDeque<>();
  private int done; // rows of the result
  private int row; // of the image, the next

  /** To a size that is no larger. */
  RowShrinking(int width, int height, int outWidth, int outHeight) {
    this.width = width;
    this.height = height;
    this.outWidth = outWidth;
    this.outHeight = outHeight;
    this.columns = TriangleResize.Taps.of(width, outWidth);
    this.rows = TriangleResize.Taps.of(height, outHeight);
    this.pixels = new byte[Math.multiplyExact(Math.multiplyExact(outWidth, outHeight), 3)];
  }

  /** Takes the next rows. */
  void add(RgbImage band) {
    if (outWidth == width && outHeight == height) {
      System.arraycopy(band.pixels(), 0, pixels, row * width * 3, band.pixels().length);
      row += band.height();
      return;
    }
    int stride = outWidth * 3;
    for (int y = 0; y < band.height(); y += ROWS_AT_ONCE) {
      int some = Math.min(ROWS_AT_ONCE, band.height() - y);
      int from = y * width * 3;
      byte[] part =
          Arrays.copyOfRange(band.pixels(), from, from + some * width * 3 + columns.padding());
      int[] wide = TriangleResize.horizontal(part, width, some, columns);
      for (int i = 0; i < some; i++) {
        add(wide, i * stride);
      }
    }
  }

  /** A row to all that it has a part in. */
  private void add(int[] wide, int from) {
    int number = done;
    for (int[] sum : sums) {
      addTo(sum, number++, wide, from);
    }
    for (; number < outHeight && rows.first[number] <= row; number++) {
      int[] sum = spare.isEmpty() ? new int[outWidth * 3] : spare.pop();
      Arrays.fill(sum, TriangleResize.HALF);
      sums.addLast(sum);
      addTo(sum, number, wide, from);
    }
    row++;
    while (!sums.isEmpty() && (row == height || rows.first[done] + rows.count <= row)) {
      finish(sums.removeFirst());
    }
  }

  private void addTo(int[] sum, int number, int[] wide, int from) {
    int weight = rows.weights[number * rows.count + row - rows.first[number]];
    if (weight != 0) {
      TriangleResize.addRow(sum, wide, from, weight);
    }
  }

  private void finish(int[] sum) {
    int to = done * sum.length;
    for (int k = 0; k < sum.length; k++) {
      pixels[to + k] = (byte) (sum[k] >> TriangleResize.PRECISION_BITS);
    }
    done++;
    spare.push(sum);
  }

  /**
   * The result.
   *
   * @throws IllegalStateException if rows are missing
   */
  RgbImage image() {
    if (row < height) {
      throw new IllegalStateException(
          "rows are missing: expected %d, found %d".formatted(height, row));
    }
    return new RgbImage(outWidth, outHeight, pixels);
  }
}
