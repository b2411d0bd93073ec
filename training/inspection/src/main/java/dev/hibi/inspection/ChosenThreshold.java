package dev.hibi.inspection;

import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.OperatingPoint.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * A threshold that keeps what was asked for, and what it means to who goes out with it.
 *
 * <pre>{@code
 * Targets targets = new Targets(OptionalDouble.of(0.95), OptionalDouble.empty(), 0.95);
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
  private static final double CONFIDENCE = 0.95; // of intervals

  /**
   * Chooses.
   *
   * @throws TooFewUnitsException if there are too few units for what is asked for
   * @throws ConflictingTargetsException if two things are asked for and no threshold keeps both
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
      throw new ConflictingTargetsException(both);
    }
    return both.recall();
  }

  /** What the threshold promises, what it costs, and of what the promise is: a line each. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    String units = scores.unit().plural();
    targets
        .recall()
        .ifPresent(
            share ->
                words.add(
                    "at least %s of all cracked %s like these raise an alarm; sure to %s, by %d cracked %s"
                        .formatted(
                            Percent.of(share),
                            units,
                            Percent.of(targets.confidence()),
                            scores.positives(),
                            units)));
    targets
        .falseAlarms()
        .ifPresent(
            share ->
                words.add(
                    "at most %s of all uncracked %s like these raise an alarm; sure to %s, by %d uncracked %s"
                        .formatted(
                            Percent.of(share),
                            units,
                            Percent.of(targets.confidence()),
                            scores.negatives(),
                            units)));
    if (targets.falseAlarms().isEmpty()) {
      words.add(here(scores.falseAlarmsAt(point.threshold(), CONFIDENCE), "uncracked"));
    }
    if (point.promise() == Promise.FALSE_ALARMS) {
      words.add(here(scores.recallAt(point.threshold(), CONFIDENCE), "cracked"));
    }
    words.add(
        "it holds for %s that are chosen and taken as these were: not for another site or camera"
            .formatted(units));
    return words;
  }

  private String here(ClopperPearson part, String kind) {
    String units = kind + " " + scores.unit().plural();
    return part.trials() == 0
        ? "how many %s raise an alarm is not known: there are none here".formatted(units)
        : "%d of %d %s here raise an alarm: of all such %s to %s, sure to %s"
            .formatted(
                part.hits(),
                part.trials(),
                units,
                Percent.rounded(part.low()),
                Percent.rounded(part.high()),
                Percent.of(CONFIDENCE));
  }
}
