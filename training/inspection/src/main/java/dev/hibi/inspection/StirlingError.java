package dev.hibi.inspection;

/** By how much Stirling's formula falls short: {@code log n! - log(sqrt(2 pi n) (n / e)^n)}. */
final class StirlingError {
  private static final int EXACT = 16; // 16! is a double, to the last digit
  private static final double[] SMALL = small();

  private StirlingError() {}

  /**
   * Of a number.
   *
   * @param n at least 1
   */
  static double of(long n) {
    if (n <= EXACT) {
      return SMALL[(int) n];
    }
    double square = (double) n * n;
    double series = 1.0 / 1188;
    series = 1.0 / 1680 - series / square;
    series = 1.0 / 1260 - series / square;
    series = 1.0 / 360 - series / square;
    return (1.0 / 12 - series / square) / n;
  }

  private static double[] small() {
    double[] errors = new double[EXACT + 1];
    double factorial = 1;
    for (int n = 1; n <= EXACT; n++) {
      factorial *= n;
      double stirling = 0.5 * StrictMath.log(2 * Math.PI * n) + n * (StrictMath.log(n) - 1);
      errors[n] = StrictMath.log(factorial) - stirling;
    }
    return errors;
  }
}
