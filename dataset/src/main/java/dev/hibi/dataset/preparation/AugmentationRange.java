package dev.hibi.dataset.preparation;

/** The ranges of an {@link Augmentation}'s numbers. */
final class AugmentationRange {
  private AugmentationRange() {}

  static void check(String name, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          "bad %s: expected %s to %s, found %s"
              .formatted(
                  name, low == Double.MIN_VALUE ? "above 0" : plain(low), plain(high), value));
    }
  }

  static void checkFactors(String name, double low, double high) {
    check("least " + name, low, 0, 2);
    check("greatest " + name, high, low, 2);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
