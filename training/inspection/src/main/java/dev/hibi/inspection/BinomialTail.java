package dev.hibi.inspection;

/**
 * How probable few or many hits are, of independent trials that hit with the same probability.
 *
 * <p>The largest term of a tail is computed by C. Loader's way (Fast and accurate computation of
 * binomial probabilities, 2000), in which no factorial appears, and the others follow from it by
 * their ratios, each smaller than the one before. Exact to about 12 digits for millions of trials.
 */
final class BinomialTail {
  private static final double NEGLIGIBLE = 1e-18; // beside the sum so far

  private BinomialTail() {}

  /**
   * That there are at most so many hits: the distribution function.
   *
   * @param hits any number
   * @param trials at least 0
   * @param p the probability of a hit, 0 to 1
   */
  static double atMost(long hits, long trials, double p) {
    if (hits < 0) {
      return 0;
    }
    if (hits >= trials) {
      return 1;
    }
    return hits < trials * p
        ? falling(hits, trials, p, 1 - p)
        : 1 - falling(trials - hits - 1, trials, 1 - p, p);
  }

  /** That there are at least so many hits. */
  static double atLeast(long hits, long trials, double p) {
    if (hits <= 0) {
      return 1;
    }
    if (hits > trials) {
      return 0;
    }
    long misses = trials - hits;
    return misses < trials * (1 - p)
        ? falling(misses, trials, 1 - p, p)
        : 1 - falling(hits - 1, trials, p, 1 - p);
  }

  /** The sum of the terms from {@code hits}, at most the mean, down to 0. */
  private static double falling(long hits, long trials, double p, double q) {
    double term = term(hits, trials, p, q);
    double sum = term;
    for (long k = hits; k > 0 && term > sum * NEGLIGIBLE; k--) {
      term *= k * q / ((trials - k + 1) * p);
      sum += term;
    }
    return Math.min(1, sum);
  }

  /** The probability of exactly so many hits. */
  private static double term(long hits, long trials, double p, double q) {
    if (p <= 0 || q <= 0) {
      return (p <= 0 ? hits == 0 : hits == trials) ? 1 : 0;
    }
    if (hits == 0) {
      return StrictMath.exp(trials * StrictMath.log1p(-p));
    }
    if (hits == trials) {
      return StrictMath.exp(trials * StrictMath.log(p));
    }
    double misses = trials - hits;
    double exponent =
        StirlingError.of(trials)
            - StirlingError.of(hits)
            - StirlingError.of(trials - hits)
            - deviance((double) hits, trials * p)
            - deviance(misses, trials * q);
    return StrictMath.exp(exponent) * Math.sqrt(trials / (2 * Math.PI * hits * misses));
  }

  /** {@code x log(x / mean) + mean - x}, at least 0. */
  private static double deviance(double x, double mean) {
    double relative = (x - mean) / mean;
    return mean * ((1 + relative) * StrictMath.log1p(relative) - relative);
  }
}
