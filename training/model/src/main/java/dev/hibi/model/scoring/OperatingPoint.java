package dev.hibi.model.scoring;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A threshold with what is guaranteed of it: an alarm is a score at or above it.
 *
 * <p>The guarantee is of units that are drawn as those of the calibration were, whatever the
 * distribution of scores: with the confidence, over calibrations, the promise holds of all such
 * units. Of units of another kind, such as another site, it says nothing. A {@link
 * Promise#EXPECTED_FALSE_ALARMS} is an estimate, which nothing guarantees.
 *
 * @param threshold scores at or above it are alarms; compared as double
 * @param promise what holds
 * @param target of the promise: the least share found, or the greatest share of false alarms; above
 *     0, below 1
 * @param confidence how sure that is, above 0, below 1; absent of an estimate, and only then
 * @param count how many units the threshold was taken from, all of the class that the promise is of
 * @param unit what was counted
 * @param digest SHA-256 of the calibration's units and scores, 64 lower-case hexadecimal digits
 * @param precision what the scores were computed in, such as {@code bf16}, where that is known: in
 *     another one they are slightly others, of which nothing is guaranteed
 */
public record OperatingPoint(
    double threshold,
    Promise promise,
    double target,
    OptionalDouble confidence,
    int count,
    Unit unit,
    String digest,
    Optional<String> precision) {

  /** What a threshold guarantees. */
  public enum Promise {
    /** At least the target's share of positive units raises an alarm. */
    RECALL("recall"),
    /** At most the target's share of negative units raises an alarm. */
    FALSE_ALARMS("false-alarms"),
    /**
     * About the target's share of negative units raises an alarm: a quantile of scores that were
     * held out, by heads that are nearly the one which is used.
     */
    EXPECTED_FALSE_ALARMS("expected-false-alarms");

    private final String id;

    Promise(String id) {
      this.id = id;
    }

    /** The name in files. */
    public String id() {
      return id;
    }

    /** Whether it holds with a confidence; else it is an estimate. */
    public boolean isGuaranteed() {
      return this != EXPECTED_FALSE_ALARMS;
    }
  }

  /** What is drawn, found and counted; its pieces go together. */
  public enum Unit {
    /** An image, each by itself. */
    IMAGE("image", "images"),
    /** A photograph of one tile or several. */
    PHOTOGRAPH("photograph", "photographs"),
    /** Images that belong together, such as all of one wall. */
    GROUP("group", "groups");

    private final String singular;
    private final String plural;

    Unit(String singular, String plural) {
      this.singular = singular;
      this.plural = plural;
    }

    /** The name in files: {@code image}, {@code photograph} or {@code group}. */
    public String id() {
      return singular;
    }

    /** Several of them. */
    public String plural() {
      return plural;
    }

    /** So many of them, without the number. */
    public String of(long count) {
      return count == 1 ? singular : plural;
    }
  }

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a number is out of its range or the digest is none
   */
  public OperatingPoint {
    if (!Double.isFinite(threshold)) {
      throw new IllegalArgumentException(
          "bad threshold: expected a finite number, found %s".formatted(threshold));
    }
    requireShare("target", target);
    confidence.ifPresent(share -> requireShare("confidence", share));
    if (confidence.isPresent() != promise.isGuaranteed()) {
      throw new IllegalArgumentException(
          "bad confidence: expected %s of %s, found %s"
              .formatted(
                  promise.isGuaranteed() ? "one" : "none",
                  promise.id(),
                  confidence.isPresent() ? String.valueOf(confidence.getAsDouble()) : "none"));
    }
    if (count < 1) {
      throw new IllegalArgumentException(
          "bad count: expected at least one unit, found %d".formatted(count));
    }
    if (!digest.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "bad digest: expected 64 lower-case hexadecimal digits, found '%s'".formatted(digest));
    }
  }

  /** Of scores of which nobody says what they were computed in. */
  public OperatingPoint(
      double threshold,
      Promise promise,
      double target,
      OptionalDouble confidence,
      int count,
      Unit unit,
      String digest) {
    this(threshold, promise, target, confidence, count, unit, digest, Optional.empty());
  }

  /** A guarantee. */
  public OperatingPoint(
      double threshold,
      Promise promise,
      double target,
      double confidence,
      int count,
      Unit unit,
      String digest) {
    this(threshold, promise, target, OptionalDouble.of(confidence), count, unit, digest);
  }

  private static void requireShare(String name, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          "bad %s: expected a number above 0 and below 1, found %s".formatted(name, value));
    }
  }

  /**
   * The same of scores that were computed in a precision.
   *
   * @param computed such as {@code bf16}
   */
  public OperatingPoint in(String computed) {
    return new OperatingPoint(
        threshold, promise, target, confidence, count, unit, digest, Optional.of(computed));
  }

  /**
   * Whether a unit raises an alarm.
   *
   * @param score its own, or the largest of its tiles
   */
  public boolean isAlarm(double score) {
    return score >= threshold;
  }
}
