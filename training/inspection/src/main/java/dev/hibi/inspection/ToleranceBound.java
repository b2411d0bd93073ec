package dev.hibi.inspection;

/**
 * Which of a sample's values bounds a share of all values, whatever their distribution (S. S.
 * Wilks, 1941): of n values in ascending order, at most a share of all lies below the r-th with the
 * confidence c if {@code BinomialCDF(r - 1; n, share) <= 1 - c}. Equal values only make it surer.
 */
final class ToleranceBound {
  /** What is lost where 1 - 0.95 is not 0.05. */
  private static final double ROUNDING = 1e-12;

  private ToleranceBound() {}

  /**
   * The largest r, counted from 1; 0 if there are too few values for any.
   *
   * @param count how many values there are
   * @param share of all values that may lie below, above 0, below 1
   * @param confidence above 0, below 1
   */
  static int rank(int count, double share, double confidence) {
    double doubt = (1 - confidence) * (1 + ROUNDING);
    int sure = 0;
    int unsure = count + 1;
    while (unsure - sure > 1) {
      int middle = (sure + unsure) >>> 1;
      if (BinomialTail.atMost(middle - 1, count, share) <= doubt) {
        sure = middle;
      } else {
        unsure = middle;
      }
    }
    return sure;
  }

  /** How many values there must be at least. */
  static long needed(double share, double confidence) {
    double doubt = (1 - confidence) * (1 + ROUNDING);
    long count = (long) Math.ceil(StrictMath.log(doubt) / StrictMath.log1p(-share));
    while (count > 1 && BinomialTail.atMost(0, count - 1, share) <= doubt) {
      count--;
    }
    while (BinomialTail.atMost(0, count, share) > doubt) {
      count++;
    }
    return count;
  }

  /**
   * Refuses what is no share.
   *
   * @throws IllegalArgumentException unless it is above 0 and below 1
   */
  static double requireShare(String name, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          "bad %s: expected a number above 0 and below 1, found %s".formatted(name, value));
    }
    return value;
  }
}
