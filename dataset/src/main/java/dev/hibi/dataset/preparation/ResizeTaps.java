package dev.hibi.dataset.preparation;

/**
 * The weights of a triangle filter along one axis: output pixel {@code o} is the sum of {@code
 * count} input pixels from {@code first[o]} on, times {@code weights[o * count]} and following,
 * over 256.
 *
 * <p>The triangle is as wide as Pillow's {@code BILINEAR}: one output pixel to either side when
 * shrinking, one input pixel when enlarging. Weights are rounded so that they sum to 256 exactly.
 */
final class ResizeTaps {
  static final int ONE = 256;

  /**
   * Kept below the next integer, so that rounding up does not count a pixel that weighs nothing.
   */
  private static final double TINY = 1e-9;

  final int count;
  final int[] first;
  final int[] weights;

  private ResizeTaps(int count, int outSize) {
    this.count = count;
    this.first = new int[outSize];
    this.weights = new int[outSize * count];
  }

  /**
   * Weights for a part of an axis.
   *
   * @param inSize pixels of the whole axis
   * @param start where the part begins, in input pixels
   * @param length of the part, in input pixels, above 0
   * @param outSize pixels that it becomes
   */
  static ResizeTaps of(int inSize, double start, double length, int outSize) {
    double scale = length / outSize;
    double support = Math.max(scale, 1);
    ResizeTaps taps =
        new ResizeTaps(Math.min(inSize, (int) Math.ceil(2 * support - TINY)), outSize);
    double[] heights = new double[taps.count];
    for (int o = 0; o < outSize; o++) {
      taps.set(o, inSize, start + (o + 0.5) * scale, support, heights);
    }
    return taps;
  }

  private void set(int o, int inSize, double center, double support, double[] heights) {
    int from = Math.max(0, Math.min((int) (center - support + 0.5), inSize - count));
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double height = Math.max(0, support - Math.abs(from + i + 0.5 - center));
      heights[i] = height;
      sum += height;
    }
    first[o] = from;
    double unit = ONE / sum;
    double before = 0.5; // rounds; what one weight gains by it, the next one lacks
    for (int i = 0, k = o * count; i < count; i++, k++) {
      double after = before + heights[i] * unit;
      weights[k] = (int) after - (int) before;
      before = after;
    }
  }
}
