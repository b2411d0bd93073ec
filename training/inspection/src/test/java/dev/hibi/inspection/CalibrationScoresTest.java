package dev.hibi.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.OperatingPoint.Promise;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CalibrationScoresTest {
  /** Positives with the scores 1 to n, negatives with 0.5, 1.5, … below n. */
  private static CalibrationScores scores(int positives, int negatives) {
    CalibrationScores.Builder builder = CalibrationScores.builder(Unit.PHOTOGRAPH);
    for (int i = 1; i <= positives; i++) {
      builder.add("p" + i, true, i);
    }
    for (int i = 1; i <= negatives; i++) {
      builder.add("n" + i, false, i - 0.5);
    }
    return builder.build();
  }

  /** Ranks by SciPy 1.17.1's {@code binom.cdf(r - 1, n, 0.05) <= 1 - 0.95}. */
  @ParameterizedTest
  @CsvSource({"59, 1", "92, 1", "93, 2", "124, 3", "200, 5"})
  void theThresholdForRecallIsTheScoreOfTheBinomialRank(int positives, int rank) {
    OperatingPoint point = scores(positives, 0).forRecall(0.95, 0.95);

    assertThat(point.threshold()).isEqualTo(rank);
    assertThat(point.promise()).isEqualTo(Promise.RECALL);
    assertThat(point.target()).isEqualTo(0.95);
    assertThat(point.confidence()).hasValue(0.95);
    assertThat(point.count()).isEqualTo(positives);
    assertThat(point.unit()).isEqualTo(Unit.PHOTOGRAPH);
    assertThat(point.digest()).isEqualTo(scores(positives, 0).digest());
  }

  /** The same ranks, from above; the score itself is no alarm. */
  @ParameterizedTest
  @CsvSource({"59, 1", "92, 1", "93, 2", "124, 3", "200, 5"})
  void theThresholdForFalseAlarmsIsJustAboveTheScoreOfTheBinomialRank(int negatives, int rank) {
    OperatingPoint point = scores(0, negatives).forFalseAlarms(0.05, 0.95);

    double score = negatives - rank + 0.5;
    assertThat(point.isAlarm(score)).isFalse();
    assertThat(point.isAlarm(Math.nextUp(score))).isTrue();
    assertThat(point.promise()).isEqualTo(Promise.FALSE_ALARMS);
    assertThat(point.target()).isEqualTo(0.05);
    assertThat(point.count()).isEqualTo(negatives);
  }

  @Test
  void ranksOfManyAreThoseOfSciPyToo() {
    assertThat(scores(1_000, 0).forRecall(0.9, 0.9).threshold()).isEqualTo(88);
    assertThat(scores(10_000, 0).forRecall(0.99, 0.99).threshold()).isEqualTo(78);
  }

  @Test
  void tooFewSaysHowManyItNeeds() {
    CalibrationScores few = scores(41, 12);

    assertThatThrownBy(() -> few.forRecall(0.95, 0.95))
        .isInstanceOf(TooFewUnitsException.class)
        .hasMessage("you have 41 cracked photographs: 95 % recall at 95 % confidence needs 59")
        .satisfies(e -> assertThat(((TooFewUnitsException) e).found()).isEqualTo(41))
        .satisfies(e -> assertThat(((TooFewUnitsException) e).needed()).isEqualTo(59));
    assertThatThrownBy(() -> few.forFalseAlarms(0.1, 0.995))
        .hasMessage(
            "you have 12 uncracked photographs: 10 % false alarms at 99.5 % confidence needs 51");
  }

  @ParameterizedTest
  @CsvSource({
    "0.95, 0.95, 59",
    "0.9, 0.95, 29",
    "0.99, 0.99, 459",
    "0.5, 0.75, 2",
    "0.1, 0.9, 1",
    "0.999, 0.95, 2995"
  })
  void whatIsNeededIsWhatIsEnough(double recall, double confidence, int needed) {
    assertThat(CalibrationScores.positivesNeeded(recall, confidence)).isEqualTo(needed);
    assertThat(scores(needed, 0).forRecall(recall, confidence).threshold()).isOne();
    assertThatThrownBy(() -> scores(needed - 1, 0).forRecall(recall, confidence))
        .isInstanceOf(TooFewUnitsException.class);
    assertThat(CalibrationScores.negativesNeeded(0.05, 0.95)).isEqualTo(59);
  }

  @Test
  void aPhotographIsFoundByItsHighestCrackedTile() {
    CalibrationScores scores =
        CalibrationScores.builder(Unit.PHOTOGRAPH)
            .add("a", true, 0.2)
            .add("a", true, 0.7)
            .add("b", true, 0.4)
            .add("c", false, 0.6)
            .add("c", false, 0.1)
            .build();

    assertThat(scores.positives()).isEqualTo(2);
    assertThat(scores.negatives()).isEqualTo(1);
    assertThat(scores.recallAt(0.5, 0.95)).isEqualTo(new ClopperPearson(1, 2, 0.95));
    assertThat(scores.falseAlarmsAt(0.5, 0.95)).isEqualTo(new ClopperPearson(1, 1, 0.95));
  }

  @Test
  void aFalseAlarmInACrackedPhotographFindsNothing() {
    CalibrationScores scores =
        CalibrationScores.builder(Unit.PHOTOGRAPH).add("a", true, 0.2).add("a", false, 0.9).build();

    assertThat(scores.recallAt(0.5, 0.95).hits()).isZero();
    assertThat(scores.falseAlarmsAt(0.5, 0.95).hits()).isOne();
  }

  @Test
  void equalScoresAreAllOnOneSide() {
    CalibrationScores.Builder builder = CalibrationScores.builder(Unit.IMAGE);
    for (int i = 0; i < 100; i++) {
      builder.add("p" + i, true, 0.75).add("n" + i, false, 0.25);
    }
    CalibrationScores scores = builder.build();

    double recall = scores.forRecall(0.95, 0.95).threshold();
    double falseAlarms = scores.forFalseAlarms(0.05, 0.95).threshold();

    assertThat(scores.recallAt(recall, 0.95).share()).isOne();
    assertThat(scores.falseAlarmsAt(falseAlarms, 0.95).share()).isZero();
    assertThat(recall).isEqualTo(0.75);
    assertThat(falseAlarms).isEqualTo(Math.nextUp(0.25));
  }

  @Test
  void bothCanHoldWhereTheClassesAreApart() {
    CalibrationScores.Builder builder = CalibrationScores.builder(Unit.PHOTOGRAPH);
    for (int i = 0; i < 59; i++) {
      builder.add("p" + i, true, 4 + i).add("n" + i, false, -i);
    }

    BothTargets both = builder.build().forBoth(0.95, 0.05, 0.95);

    assertThat(both.canHold()).isTrue();
    assertThat(both)
        .hasToString(
            "95 % recall and 5 % false alarms can both hold: at any threshold from 4.9E-324 to"
                + " 4.0");
  }

  @Test
  void whereTheyOverlapEachIsToldWithItsPrice() {
    BothTargets both = scores(100, 100).forBoth(0.95, 0.05, 0.95);

    assertThat(both.canHold()).isFalse();
    assertThat(both.falseAlarmsThere()).isEqualTo(new ClopperPearson(98, 100, 0.95));
    assertThat(both.recallThere()).isEqualTo(new ClopperPearson(2, 100, 0.95));
    assertThat(both)
        .hasToString(
            "95 % recall and 5 % false alarms cannot both be promised: at 2.0, for recall, 98 of"
                + " 100 uncracked photographs (93 % to 99.8 %) raise an alarm; at"
                + " 98.50000000000001, for false alarms, 2 of 100 cracked photographs (0.2 % to 7"
                + " %) are found");
  }

  @Test
  void theDigestIsOfUnitsAndScoresWhateverTheirOrder() {
    CalibrationScores.Builder one = CalibrationScores.builder(Unit.IMAGE);
    CalibrationScores.Builder other = CalibrationScores.builder(Unit.IMAGE);
    one.add("a", true, 0.5).add("b", false, 0.0);
    other.add("b", false, -0.0).add("a", true, 0.5);

    String digest = one.build().digest();

    // for name, positive, score in [("a", 1, .5), ("b", 0, 0.)]:
    //     h.update(struct.pack(">i", len(name)) + name.encode() + struct.pack(">bd", positive,
    // score))
    assertThat(digest)
        .isEqualTo("926d24cd885859c73f3434626671ea1a9cd1439eeff44650f5356917e7045733");
    assertThat(other.build().digest()).isEqualTo(digest);
    assertThat(other.add("a", true, 0.6).build().digest()).isNotEqualTo(digest);
  }

  @Test
  void whatIsNoScoreOrShareIsRefused() {
    CalibrationScores scores = scores(59, 59);

    assertThatThrownBy(() -> CalibrationScores.builder(Unit.IMAGE).add("a", true, Double.NaN))
        .hasMessage("bad score: expected a finite number, found NaN (a)");
    assertThatThrownBy(() -> scores.forRecall(1, 0.95))
        .hasMessage("bad recall: expected a number above 0 and below 1, found 1.0");
    assertThatThrownBy(() -> scores.forFalseAlarms(0, 0.95))
        .hasMessage("bad rate of false alarms: expected a number above 0 and below 1, found 0.0");
    assertThatThrownBy(() -> scores.forRecall(0.95, Double.NaN))
        .hasMessage("bad confidence: expected a number above 0 and below 1, found NaN");
  }
}
