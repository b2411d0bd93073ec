package dev.hibi.image;

import java.util.Arrays;

/**
 * Separable resampling by a triangle filter in fixed-point arithmetic.
 *
 * <p>The arithmetic is Pillow's, so that results are equal to the byte: weights are computed in
 * double precision, normalised to sum 1, rounded to 22 fractional bits; each pass sums 8-bit pixels
 * times weights, rounds by adding half and shifts; the horizontal pass comes first and its result
 * is rounded to 8 bits. A triangle's weights are never negative and sum to 1 within a few units of
 * the last bit, so no sum can leave 0 to 255 and nothing needs to be clipped.
 */
final class TriangleResize {
  static final int PRECISION_BITS = 22;
  static final int HALF = 1 << (PRECISION_BITS - 1);

  /** Taps that are summed in one expression. */
  private static final int UNROLLED = 4;

  /** Rows that stay in the cache while all output columns are made of them. */
  private static final int ROWS_AT_ONCE = 32;

  private TriangleResize() {}

  static RgbImage resize(RgbImage image, int width, int height) {
    Taps columns = Taps.of(image.width(), width);
    Taps rows = Taps.of(image.height(), height);
    byte[] in = Arrays.copyOf(image.pixels(), image.pixels().length + columns.padding());
    int[] wide = horizontal(in, image.width(), image.height(), columns);
    return new RgbImage(width, height, vertical(wide, width * 3, rows));
  }

  /**
   * The weights of one axis: output pixel {@code o} is the sum of {@code count} input pixels from
   * {@code first[o]} on, times {@code weights[o * count]} and following.
   *
   * <p>Every output pixel has the same count, a multiple of {@link #UNROLLED}; where fewer input
   * pixels lie under the triangle, the rest weigh 0 and may lie outside the image.
   */
  static final class Taps {
    final int count;
    final int[] first;
    final int[] weights;

    Taps(int count, int[] first, int[] weights) {
      this.count = count;
      this.first = first;
      this.weights = weights;
    }

    /** Bytes behind the last pixel that taps of weight 0 reach for. */
    int padding() {
      return count * 3;
    }

    static Taps of(int inSize, int outSize) {
      double scale = (double) inSize / outSize;
      double support = Math.max(scale, 1.0);
      int widest = Math.min(inSize, (int) (2 * support + 1));
      int count = (widest + UNROLLED - 1) / UNROLLED * UNROLLED;
      int[] first = new int[outSize];
      int[] weights = new int[Math.multiplyExact(outSize, count)];
      double[] w = new double[count];
      for (int o = 0; o < outSize; o++) {
        double center = (o + 0.5) * scale;
        int from = Math.max((int) (center - support + 0.5), 0);
        int size = Math.min((int) (center + support + 0.5), inSize) - from;
        double sum = 0;
        for (int i = 0; i < size; i++) {
          w[i] = Math.max(0, 1 - Math.abs((i + from - center + 0.5) * (1.0 / support)));
          sum += w[i];
        }
        first[o] = from;
        for (int i = 0; i < size; i++) {
          weights[o * count + i] = (int) (0.5 + w[i] / sum * (1 << PRECISION_BITS));
        }
      }
      return new Taps(count, first, weights);
    }
  }

  /**
   * To int (rows, outWidth, 3), each 0 to 255: the vertical pass is faster on int.
   *
   * @param in the pixels, and behind them as many bytes as the taps need
   */
  static int[] horizontal(byte[] in, int inWidth, int rows, Taps taps) {
    int outWidth = taps.first.length;
    int[] out = new int[Math.multiplyExact(outWidth * 3, rows)];
    Arrays.fill(out, HALF);
    for (int y = 0; y < rows; y += ROWS_AT_ONCE) {
      int end = Math.min(y + ROWS_AT_ONCE, rows) * outWidth * 3;
      for (int x = 0; x < outWidth; x++) {
        for (int t = 0; t < taps.count; t += UNROLLED) {
          int i = (y * inWidth + taps.first[x] + t) * 3;
          int w = x * taps.count + t;
          int a = taps.weights[w];
          int b = taps.weights[w + 1];
          int c = taps.weights[w + 2];
          int d = taps.weights[w + 3];
          // Down the rows, which keeps the weights in registers: twice as fast as along them.
          for (int o = (y * outWidth + x) * 3; o < end; o += outWidth * 3, i += inWidth * 3) {
            out[o] += sum(a, in[i], b, in[i + 3], c, in[i + 6], d, in[i + 9]);
            out[o + 1] += sum(a, in[i + 1], b, in[i + 4], c, in[i + 7], d, in[i + 10]);
            out[o + 2] += sum(a, in[i + 2], b, in[i + 5], c, in[i + 8], d, in[i + 11]);
          }
        }
      }
    }
    for (int i = 0; i < out.length; i++) {
      out[i] >>= PRECISION_BITS;
    }
    return out;
  }

  private static int sum(int a, byte p, int b, byte q, int c, byte r, int d, byte s) {
    return a * (p & 0xff) + b * (q & 0xff) + c * (r & 0xff) + d * (s & 0xff);
  }

  private static byte[] vertical(int[] in, int stride, Taps taps) {
    int outHeight = taps.first.length;
    byte[] out = new byte[Math.multiplyExact(outHeight, stride)];
    int[] sums = new int[stride];
    for (int y = 0; y < outHeight; y++) {
      Arrays.fill(sums, HALF);
      for (int t = 0; t < taps.count; t++) {
        int weight = taps.weights[y * taps.count + t];
        if (weight != 0) {
          addRow(sums, in, (taps.first[y] + t) * stride, weight);
        }
      }
      int o = y * stride;
      for (int k = 0; k < stride; k++) {
        out[o + k] = (byte) (sums[k] >> PRECISION_BITS);
      }
    }
    return out;
  }

  static void addRow(int[] sums, int[] in, int from, int weight) {
    for (int k = 0; k < sums.length; k++) {
      sums[k] += in[from + k] * weight;
    }
  }
}
