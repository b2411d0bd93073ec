package dev.hibi;

import java.util.Arrays;

/**
 * Separable resampling by a triangle filter in fixed-point arithmetic.
 *
 * <p>The arithmetic is Pillow's, so that results are equal to the byte: weights are computed in
 * double precision, normalised to sum 1, rounded to 22 fractional bits; each pass sums 8-bit pixels
 * times weights, rounds by adding half, shifts and clips; the horizontal pass comes first and its
 * result is rounded to 8 bits.
 */
final class TriangleResize {
  private static final int PRECISION_BITS = 22;
  private static final int HALF = 1 << (PRECISION_BITS - 1);

  private TriangleResize() {}

  static RgbImage resize(RgbImage image, int width, int height) {
    byte[] pixels = image.pixels();
    if (width != image.width()) {
      pixels = horizontal(pixels, image.width(), image.height(), Taps.of(image.width(), width));
    }
    if (height != image.height()) {
      pixels = vertical(pixels, width, Taps.of(image.height(), height));
    }
    return new RgbImage(width, height, pixels);
  }

  /** For each output pixel: the first input pixel under it and the weights from there on. */
  private static final class Taps {
    final int[] first;
    final int[][] weights;

    Taps(int[] first, int[][] weights) {
      this.first = first;
      this.weights = weights;
    }

    static Taps of(int inSize, int outSize) {
      double scale = (double) inSize / outSize;
      double support = Math.max(scale, 1.0);
      int[] first = new int[outSize];
      int[][] weights = new int[outSize][];
      for (int o = 0; o < outSize; o++) {
        double center = (o + 0.5) * scale;
        int from = Math.max((int) (center - support + 0.5), 0);
        int to = Math.min((int) (center + support + 0.5), inSize);
        double[] w = new double[to - from];
        double sum = 0;
        for (int i = 0; i < w.length; i++) {
          w[i] = Math.max(0, 1 - Math.abs((i + from - center + 0.5) * (1.0 / support)));
          sum += w[i];
        }
        first[o] = from;
        weights[o] = new int[w.length];
        for (int i = 0; i < w.length; i++) {
          weights[o][i] = (int) (0.5 + w[i] / sum * (1 << PRECISION_BITS));
        }
      }
      return new Taps(first, weights);
    }
  }

  private static byte[] horizontal(byte[] in, int inWidth, int rows, Taps taps) {
    int outWidth = taps.first.length;
    byte[] out = new byte[outWidth * rows * 3];
    int o = 0;
    for (int y = 0; y < rows; y++) {
      int row = y * inWidth * 3;
      for (int x = 0; x < outWidth; x++) {
        int red = HALF;
        int green = HALF;
        int blue = HALF;
        int i = row + taps.first[x] * 3;
        for (int weight : taps.weights[x]) {
          red += (in[i] & 0xff) * weight;
          green += (in[i + 1] & 0xff) * weight;
          blue += (in[i + 2] & 0xff) * weight;
          i += 3;
        }
        out[o++] = clip(red);
        out[o++] = clip(green);
        out[o++] = clip(blue);
      }
    }
    return out;
  }

  private static byte[] vertical(byte[] in, int width, Taps taps) {
    int stride = width * 3;
    int outHeight = taps.first.length;
    byte[] out = new byte[outHeight * stride];
    int[] sums = new int[stride];
    for (int y = 0; y < outHeight; y++) {
      Arrays.fill(sums, HALF);
      int i = taps.first[y] * stride;
      for (int weight : taps.weights[y]) {
        for (int k = 0; k < stride; k++) {
          sums[k] += (in[i + k] & 0xff) * weight;
        }
        i += stride;
      }
      int o = y * stride;
      for (int k = 0; k < stride; k++) {
        out[o + k] = clip(sums[k]);
      }
    }
    return out;
  }

  private static byte clip(int sum) {
    return (byte) Math.max(0, Math.min(255, sum >> PRECISION_BITS));
  }
}
