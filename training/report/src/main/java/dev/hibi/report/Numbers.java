package dev.hibi.report;

import dev.hibi.inspection.ClopperPearson;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as a page shows them, the same in all languages. */
final class Numbers {
  private static final double CONFIDENCE = 0.95;
  private static final int MOST_DIGITS = 9;
  private static final double LARGE = 100; // whose whole part has three digits

  private Numbers() {}

  /** Such as {@code 2,000}. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** Such as {@code 98.67 %}; 0 and 100 only of these themselves. */
  static String percent(double share) {
    return points(share) + " %";
  }

  private static String points(double share) {
    if (!Double.isFinite(share)) {
      return "–";
    }
    for (int digits = 2; digits < MOST_DIGITS; digits++) {
      String text = format(100 * share, digits);
      double read = Double.parseDouble(text);
      if ((read > 0 || share == 0) && (read < 100 || share == 1)) {
        return text;
      }
    }
    return format(100 * share, 2);
  }

  /** Such as {@code 93.10 – 96.80 %}. */
  static String interval(double low, double high) {
    return points(low) + " – " + points(high) + " %";
  }

  /** Where a share lies, at 95 %. */
  static ClopperPearson share(long hits, long trials) {
    return new ClopperPearson(hits, trials, CONFIDENCE);
  }

  /** Such as {@code 592 of 600}, which any language reads as {@code 592 / 600}. */
  static String fraction(ClopperPearson share) {
    return count(share.hits()) + " / " + count(share.trials());
  }

  static String interval(ClopperPearson share) {
    return interval(share.low(), share.high());
  }

  /**
   * Three digits, or as many as tell a probability from 0 and 1; rounded down, so that a threshold
   * which is read here finds no less.
   */
  static String probability(double probability) {
    double edge = Math.min(probability, 1 - probability);
    if (!(edge > 0)) {
      return String.format(Locale.ROOT, "%s", plain(probability));
    }
    int zeros = (int) Math.floor(-Math.log10(edge));
    return plain(
        BigDecimal.valueOf(probability)
            .setScale(Math.max(3, zeros + 2), RoundingMode.FLOOR)
            .doubleValue());
  }

  /** Four digits behind the point, or as many as tell it from 1. */
  static String decimal(double value) {
    int digits = 4;
    while (digits < MOST_DIGITS && value < 1 && format(value, digits).startsWith("1")) {
      digits++;
    }
    return Double.isFinite(value) ? format(value, digits) : "–";
  }

  private static String format(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** Such as {@code 1,234}, below 100 three digits; of what is measured. */
  static String measure(double value) {
    if (!(value < LARGE)) {
      return Double.isFinite(value) ? count(Math.round(value)) : "–";
    }
    return plain(BigDecimal.valueOf(value).round(new MathContext(3)).doubleValue());
  }

  /** As short as tells it, without an exponent. */
  static String plain(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
        : "–";
  }
}
