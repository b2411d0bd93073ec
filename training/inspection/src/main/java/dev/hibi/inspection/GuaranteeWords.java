package dev.hibi.inspection;

import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.OperatingPoint.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A guarantee in the words of who goes out with it. */
record GuaranteeWords(
    CalibrationScores scores, ChosenThreshold.Targets targets, OperatingPoint point) {
  private static final double CONFIDENCE = 0.95; // of intervals

  /** What the threshold promises, what it costs, and of what the promise is: a line each. */
  List<String> lines() {
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
                            scores.unit().of(scores.positives()))));
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
                            scores.unit().of(scores.negatives()))));
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

  /** Whether the threshold tells cracked from uncracked here at all. */
  Optional<String> caution() {
    ClopperPearson found = scores.recallAt(point.threshold(), CONFIDENCE);
    ClopperPearson wrong = scores.falseAlarmsAt(point.threshold(), CONFIDENCE);
    boolean useless =
        found.trials() > 0
            && wrong.trials() > 0
            && found.hits() * wrong.trials() <= wrong.hits() * found.trials();
    String units = scores.unit().plural();
    return useless
        ? Optional.of(
            "no better than chance: expected more alarms among cracked %s than among uncracked ones, found %d of %d and %d of %d (are the labels right?)"
                .formatted(units, found.hits(), found.trials(), wrong.hits(), wrong.trials()))
        : Optional.empty();
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
