package dev.hibi.training;

/**
 * Where a share lies with a confidence of 95 %.
 *
 * @param low 0 to {@code high}
 * @param high {@code low} to 1
 */
public record Interval(double low, double high) {
  /** How often such an interval holds the true share. */
  public static final double CONFIDENCE = 0.95;

  /** The quantile of the normal distribution that leaves 2.5 % above it. */
  private static final double Z = 1.959963984540054;

  /**
   * Of a share that independent samples gave (E. B. Wilson, 1927): right for few samples, and for
   * shares of 0 and 1.
   *
   * @param hits 0 to {@code samples}
   * @param samples 0 gives the whole of 0 to 1
   */
  static Interval wilson(long hits, long samples) {
    if (samples == 0) {
      return new Interval(0, 1);
    }
    double share = (double) hits / samples;
    double square = Z * Z / samples;
    double middle = (share + square / 2) / (1 + square);
    double half =
        Z / (1 + square) * Math.sqrt(share * (1 - share) / samples + square / (4 * samples));
    return new Interval(
        hits == 0 ? 0 : Math.max(0, middle - half),
        hits == samples ? 1 : Math.min(1, middle + half));
  }
}
