package dev.hibi.inspection;

import dev.hibi.model.scoring.OperatingPoint;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A threshold that keeps what was asked for, and what it means to who goes out with it.
 *
 * <pre>{@code
 * ChosenThreshold.Targets targets =
 *     new ChosenThreshold.Targets(OptionalDouble.of(0.95), OptionalDouble.empty(), 0.95);
 * ChosenThreshold chosen = ChosenThreshold.of(scores, targets);
 * chosen.words().forEach(System.out::println);
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 *
 * @param scores that it was chosen by
 * @param targets that it keeps; of two it is the highest threshold that keeps both, with the
 *     promise of recall
 * @param point the threshold
 */
public record ChosenThreshold(CalibrationScores scores, Targets targets, OperatingPoint point) {
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

  /**
   * Chooses.
   *
   * @throws TooFewUnitsException if there are too few units for what is asked for
   * @throws BothTargets.ConflictException if two things are asked for and no threshold keeps both
   */
  public static ChosenThreshold of(CalibrationScores scores, Targets targets) {
    return new ChosenThreshold(scores, targets, point(scores, targets));
  }

  private static OperatingPoint point(CalibrationScores scores, Targets targets) {
    double confidence = targets.confidence();
    if (targets.falseAlarms().isEmpty()) {
      return scores.forRecall(targets.recall().orElseThrow(), confidence);
    }
    if (targets.recall().isEmpty()) {
      return scores.forFalseAlarms(targets.falseAlarms().getAsDouble(), confidence);
    }
    BothTargets both =
        scores.forBoth(
            targets.recall().getAsDouble(), targets.falseAlarms().getAsDouble(), confidence);
    if (!both.canHold()) {
      throw new BothTargets.ConflictException(both);
    }
    return both.recall();
  }

  /**
   * What a user should know of a threshold that keeps its promise and is of no use: cracked units
   * here do not raise an alarm more often than uncracked ones, as where labels are exchanged.
   *
   * @return empty if they do, or there are only units of one kind
   */
  public Optional<String> caution() {
    return new GuaranteeWords(scores, targets, point).caution();
  }

  /** What the threshold promises, what it costs, and of what the promise is: a line each. */
  public List<String> words() {
    return new GuaranteeWords(scores, targets, point).lines();
  }
}
