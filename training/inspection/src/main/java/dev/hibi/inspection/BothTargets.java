package dev.hibi.inspection;

import dev.hibi.model.scoring.OperatingPoint;

/**
 * Two promises of one calibration: every threshold up to the one for recall keeps the first, every
 * threshold from the one for false alarms on keeps the second. Each holds at the confidence by
 * itself; both at once at least at {@code 2 confidence - 1}.
 *
 * @param recall the highest threshold that keeps the recall
 * @param falseAlarmsThere how many negatives raise an alarm at it
 * @param falseAlarms the lowest threshold that keeps the rate of false alarms
 * @param recallThere how many positives are found at it
 */
public record BothTargets(
    OperatingPoint recall,
    ClopperPearson falseAlarmsThere,
    OperatingPoint falseAlarms,
    ClopperPearson recallThere) {

  /** No threshold keeps both of two promises: the message says what each costs of the other. */
  public static final class ConflictException extends IllegalArgumentException {
    private final transient BothTargets targets;

    ConflictException(BothTargets targets) {
      super(targets.toString());
      this.targets = targets;
    }

    /** What each threshold keeps and costs. */
    public BothTargets targets() {
      return targets;
    }
  }

  /** Whether one threshold keeps both. */
  public boolean canHold() {
    return falseAlarms.threshold() <= recall.threshold();
  }

  /** In words: which thresholds keep both, or what each costs of the other. */
  @Override
  public String toString() {
    String both =
        "%s recall and %s false alarms"
            .formatted(Percent.of(recall.target()), Percent.of(falseAlarms.target()));
    return canHold()
        ? "%s can both hold: at any threshold from %s to %s"
            .formatted(both, falseAlarms.threshold(), recall.threshold())
        : "%s cannot both be promised: at %s, for recall, %s raise an alarm; at %s, for false alarms, %s are found"
            .formatted(
                both,
                recall.threshold(),
                counted(falseAlarmsThere, "uncracked"),
                falseAlarms.threshold(),
                counted(recallThere, "cracked"));
  }

  private String counted(ClopperPearson part, String kind) {
    return "%d of %d %s %s (%s to %s)"
        .formatted(
            part.hits(),
            part.trials(),
            kind,
            recall.unit().plural(),
            Percent.rounded(part.low()),
            Percent.rounded(part.high()));
  }
}
