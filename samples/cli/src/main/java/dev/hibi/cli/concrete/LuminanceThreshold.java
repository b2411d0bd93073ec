package dev.hibi.cli.concrete;

import dev.hibi.image.RgbImage;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The baseline that a model has to beat: one threshold on the standard deviation of a picture's
 * luminance. Dark cracks on bright concrete raise it, so on some collections it goes a long way.
 *
 * @param threshold standard deviation that divides the classes, 0 to 127.5
 * @param above the class, 0 or 1, of pictures above the threshold; those at or below it belong to
 *     the other
 */
public record LuminanceThreshold(double threshold, int above) {

  /**
   * Checks the class.
   *
   * @throws IllegalArgumentException if it is neither 0 nor 1
   */
  public LuminanceThreshold {
    checkLabel(above);
  }

  /** Standard deviation over all pixels of the luminance (ITU-R BT.601), 0 to 127.5. */
  public static double deviation(RgbImage image) {
    byte[] rgb = image.pixels();
    int count = rgb.length / 3;
    // In thousandths, so that the sums are exact.
    long sum = 0;
    long squares = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      int luminance = 299 * (rgb[i] & 0xff) + 587 * (rgb[i + 1] & 0xff) + 114 * (rgb[i + 2] & 0xff);
      sum += luminance;
      squares += (long) luminance * luminance;
    }
    double mean = (double) sum / count;
    return Math.sqrt(Math.max(0, (double) squares / count - mean * mean)) / 1000;
  }

  /**
   * The threshold and the side with the most right answers; the lowest such threshold if several
   * are as good.
   *
   * @param deviations of the training pictures, all finite
   * @param labels their classes, 0 or 1, in the same order
   * @throws IllegalArgumentException if there is nothing, or the lengths differ, or a value isn't
   *     finite, or a label is neither 0 nor 1
   */
  public static LuminanceThreshold fit(double[] deviations, int[] labels) {
    check(deviations, labels);
    int[] order =
        IntStream.range(0, labels.length)
            .boxed()
            .sorted((a, b) -> Double.compare(deviations[a], deviations[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    int ones = Arrays.stream(labels).sum();
    LuminanceThreshold best = new LuminanceThreshold(0, 0);
    int mostRight = -1;
    for (int i = 0, onesBelow = 0; i < order.length; i++) {
      onesBelow += labels[order[i]];
      double here = deviations[order[i]];
      double next = i + 1 < order.length ? deviations[order[i + 1]] : here;
      if (next == here && i + 1 < order.length) {
        continue; // nothing fits between equals
      }
      int rightIfOneAbove = (i + 1 - onesBelow) + (ones - onesBelow);
      int right = Math.max(rightIfOneAbove, order.length - rightIfOneAbove);
      if (right > mostRight) {
        mostRight = right;
        best = new LuminanceThreshold((here + next) / 2, right == rightIfOneAbove ? 1 : 0);
      }
    }
    return best;
  }

  /** The class, 0 or 1, of a picture with this standard deviation. */
  public int classify(double deviation) {
    return deviation > threshold ? above : 1 - above;
  }

  /**
   * Share of right answers, 0 to 1.
   *
   * @param deviations of the pictures, all finite
   * @param labels their classes, 0 or 1, in the same order
   * @throws IllegalArgumentException as {@link #fit}
   */
  public double accuracy(double[] deviations, int[] labels) {
    check(deviations, labels);
    long right =
        IntStream.range(0, labels.length).filter(i -> classify(deviations[i]) == labels[i]).count();
    return (double) right / labels.length;
  }

  private static void check(double[] deviations, int[] labels) {
    if (deviations.length != labels.length || labels.length == 0) {
      throw new IllegalArgumentException(
          "bad number of pictures: expected as many deviations as labels and at least 1, found %d deviations and %d labels"
              .formatted(deviations.length, labels.length));
    }
    for (int i = 0; i < labels.length; i++) {
      checkLabel(labels[i]);
      if (!Double.isFinite(deviations[i])) {
        throw new IllegalArgumentException(
            "bad deviation: expected a finite value, found %s (picture %d)"
                .formatted(deviations[i], i));
      }
    }
  }

  private static void checkLabel(int label) {
    if (label != 0 && label != 1) {
      throw new IllegalArgumentException("bad label: expected 0 or 1, found " + label);
    }
  }
}
