package dev.hibi.inspection;

import java.util.function.DoublePredicate;

/**
 * Where a share lies, by the interval of C. J. Clopper and E. S. Pearson (1934): it holds the true
 * share at least as often as the confidence says, for every number of trials and every share.
 *
 * <p>Immutable and thread-safe.
 *
 * @param hits of the trials, 0 to {@code trials}
 * @param trials independent ones, at least 0; of none, the whole of 0 to 1
 * @param confidence above 0, below 1
 */
public record ClopperPearson(long hits, long trials, double confidence) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if there are more hits than trials, or a number is out of its
   *     range
   */
  public ClopperPearson {
    if (hits < 0 || hits > trials) {
      throw new IllegalArgumentException(
          "bad count: expected 0 to %d hits, found %d".formatted(trials, hits));
    }
    ToleranceBound.requireShare("confidence", confidence);
  }

  /** The share that was seen; of no trials, NaN. */
  public double share() {
    return (double) hits / trials;
  }

  /** The lower end: with this share, so many hits or more would be as rare as the tail. */
  public double low() {
    return hits == 0 ? 0 : boundary(p -> BinomialTail.atLeast(hits, trials, p) < tail());
  }

  /** The upper end: with this share, so few hits or fewer would be as rare as the tail. */
  public double high() {
    return hits == trials ? 1 : boundary(p -> BinomialTail.atMost(hits, trials, p) >= tail());
  }

  private double tail() {
    return (1 - confidence) / 2;
  }

  /** The share, to the last bit, up to which something is so. */
  private static double boundary(DoublePredicate isBelow) {
    double low = 0;
    double high = 1;
    for (double middle = 0.5; middle > low && middle < high; middle = (low + high) / 2) {
      if (isBelow.test(middle)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }
}
