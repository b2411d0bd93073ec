package dev.hibi.model.scoring;

import java.util.Optional;

/**
 * When an image is of the positive class, such as cracked: when that class's probability reaches a
 * threshold, whatever other classes there are.
 *
 * @param positive number of the class
 * @param point the threshold with its guarantee; without one it is {@value #EVEN}
 */
public record VerdictRule(int positive, Optional<OperatingPoint> point) {
  /** Where nothing was calibrated. */
  public static final double EVEN = 0.5;

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the number is below 0
   */
  public VerdictRule {
    if (positive < 0) {
      throw new IllegalArgumentException(
          "bad class: expected a number of 0 and more, found %d".formatted(positive));
    }
  }

  /** What a probability is compared with. */
  public double threshold() {
    return point.map(OperatingPoint::threshold).orElse(EVEN);
  }

  /**
   * Whether an image is of the positive class. Without an operating point, of two classes, if that
   * is the {@linkplain #mostProbable most probable} one.
   *
   * @param logits (N, classes), row by row
   * @param offset where the image's row begins
   * @param classes how many there are
   */
  public boolean isAlarm(float[] logits, int offset, int classes) {
    return (point.isEmpty() && classes == 2)
        ? mostProbable(logits, offset, classes) == positive
        : ClassProbability.of(logits, offset, classes, positive) >= threshold();
  }

  /**
   * The class that is decided for: with an operating point the positive one if it is an alarm, else
   * the most probable of the others; without one the most probable.
   *
   * @param logits (N, classes), row by row
   * @param offset where the image's row begins
   * @param classes how many there are
   */
  public int decided(float[] logits, int offset, int classes) {
    if (point.isEmpty()) {
      return mostProbable(logits, offset, classes);
    }
    return isAlarm(logits, offset, classes)
        ? positive
        : greatest(logits, offset, classes, positive);
  }

  /** The class of the greatest logit; the first of equals. */
  public static int mostProbable(float[] logits, int offset, int classes) {
    return greatest(logits, offset, classes, -1);
  }

  private static int greatest(float[] logits, int offset, int classes, int but) {
    int best = but == 0 ? 1 : 0;
    for (int c = best + 1; c < classes; c++) {
      if (c != but && logits[offset + c] > logits[offset + best]) {
        best = c;
      }
    }
    return best;
  }
}
