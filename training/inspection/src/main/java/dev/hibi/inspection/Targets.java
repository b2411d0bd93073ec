package dev.hibi.inspection;

import java.util.OptionalDouble;

/**
 * What is asked of a threshold.
 *
 * @param recall the least share of cracked units to be found, above 0, below 1
 * @param falseAlarms the greatest share of uncracked units to raise an alarm, above 0, below 1
 * @param confidence how sure either is to be, above 0, below 1
 */
public record Targets(OptionalDouble recall, OptionalDouble falseAlarms, double confidence) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if neither is asked for, or a number is out of its range
   */
  public Targets {
    if (recall.isEmpty() && falseAlarms.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing asked for: expected a recall or a rate of false alarms, found neither");
    }
    recall.ifPresent(share -> ToleranceBound.requireShare("recall", share));
    falseAlarms.ifPresent(share -> ToleranceBound.requireShare("rate of false alarms", share));
    ToleranceBound.requireShare("confidence", confidence);
  }
}
