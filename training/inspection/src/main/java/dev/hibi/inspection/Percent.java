package dev.hibi.inspection;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Shares as people read them. */
final class Percent {
  private static final int DIGITS = 4; // behind the point: what a caller means by 0.95 is 95

  private Percent() {}

  /** Such as {@code 95 %} or {@code 99.5 %}. */
  static String of(double share) {
    return text(share, DIGITS);
  }

  /** Such as {@code 7.3 %}, to a tenth. */
  static String rounded(double share) {
    return text(share, 1);
  }

  private static String text(double share, int digits) {
    BigDecimal percent = BigDecimal.valueOf(share).movePointRight(2);
    return percent.setScale(digits, RoundingMode.HALF_EVEN).stripTrailingZeros().toPlainString()
        + " %";
  }
}
