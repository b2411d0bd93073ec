package dev.hibi.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.inspection.ChosenThreshold.Targets;
import dev.hibi.model.scoring.OperatingPoint.Promise;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class ChosenThresholdTest {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  /** Positives with the scores 0.5, 0.501, …; negatives with 0.001, 0.002, … */
  private static CalibrationScores scores(int positives, int negatives) {
    CalibrationScores.Builder builder = CalibrationScores.builder(Unit.PHOTOGRAPH);
    for (int i = 0; i < positives; i++) {
      builder.add("p" + i, true, 0.5 + i / 1000.0);
    }
    for (int i = 1; i <= negatives; i++) {
      builder.add("n" + i, false, i / 1000.0);
    }
    return builder.build();
  }

  @Test
  void aRecallIsPromisedAndItsPriceTold() {
    Targets targets = new Targets(OptionalDouble.of(0.95), NONE, 0.95);

    ChosenThreshold chosen = ChosenThreshold.of(scores(59, 100), targets);

    assertThat(chosen.point().threshold()).isEqualTo(0.5);
    assertThat(chosen.words())
        .containsExactly(
            "at least 95 % of all cracked photographs like these raise an alarm; sure to 95 %, by 59"
                + " cracked photographs",
            "0 of 100 uncracked photographs here raise an alarm: of all such 0 % to 3.6 %, sure to"
                + " 95 %",
            "it holds for photographs that are chosen and taken as these were: not for another site"
                + " or camera");
  }

  @Test
  void aRateOfFalseAlarmsIsPromisedAndItsPriceTold() {
    Targets targets = new Targets(NONE, OptionalDouble.of(0.05), 0.95);

    ChosenThreshold chosen = ChosenThreshold.of(scores(20, 59), targets);

    assertThat(chosen.point().promise()).isEqualTo(Promise.FALSE_ALARMS);
    assertThat(chosen.words())
        .startsWith(
            "at most 5 % of all uncracked photographs like these raise an alarm; sure to 95 %, by 59"
                + " uncracked photographs",
            "20 of 20 cracked photographs here raise an alarm: of all such 83.2 % to 100 %, sure to"
                + " 95 %");
  }

  @Test
  void aThresholdThatKeepsItsPromiseAndIsOfNoUseIsTold() {
    Targets targets = new Targets(NONE, OptionalDouble.of(0.05), 0.95);
    CalibrationScores.Builder exchanged = CalibrationScores.builder(Unit.PHOTOGRAPH);
    for (int i = 1; i <= 62; i++) {
      exchanged.add("p" + i, true, i / 1000.0);
      exchanged.add("n" + i, false, 0.5 + i / 1000.0);
    }

    assertThat(ChosenThreshold.of(exchanged.build(), targets).caution())
        .hasValue(
            "no better than chance: expected more alarms among cracked photographs than among"
                + " uncracked ones, found 0 of 62 and 0 of 62 (are the labels right?)");
    assertThat(ChosenThreshold.of(scores(20, 59), targets).caution()).isEmpty();
    assertThat(ChosenThreshold.of(scores(0, 59), targets).caution()).isEmpty();
  }

  @Test
  void whatIsNotThereIsNotKnown() {
    Targets targets = new Targets(NONE, OptionalDouble.of(0.05), 0.95);

    assertThat(ChosenThreshold.of(scores(0, 59), targets).words())
        .contains("how many cracked photographs raise an alarm is not known: there are none here");
  }

  @Test
  void ofTwoPromisesThatCanHoldTheHighestThresholdIsTaken() {
    Targets both = new Targets(OptionalDouble.of(0.95), OptionalDouble.of(0.05), 0.95);

    ChosenThreshold chosen = ChosenThreshold.of(scores(59, 59), both);

    assertThat(chosen.point().threshold()).isEqualTo(0.5);
    assertThat(chosen.point().promise()).isEqualTo(Promise.RECALL);
    assertThat(chosen.words()).hasSize(3);
    assertThat(chosen.words().get(0)).startsWith("at least 95 % of all cracked");
    assertThat(chosen.words().get(1)).startsWith("at most 5 % of all uncracked");
  }

  @Test
  void twoPromisesThatCannotBothHoldAreRefusedWithWhatEachCosts() {
    Targets both = new Targets(OptionalDouble.of(0.95), OptionalDouble.of(0.05), 0.95);
    CalibrationScores scores = scores(59, 700); // negatives up to 0.7

    assertThatThrownBy(() -> ChosenThreshold.of(scores, both))
        .isInstanceOf(BothTargets.ConflictException.class)
        .hasMessageMatching(
            "95 % recall and 5 % false alarms cannot both be promised: at 0\\.5, for recall, 201 of"
                + " 700 uncracked photographs .* raise an alarm; at 0\\.6.*, for false alarms, 0 of"
                + " 59 cracked photographs .* are found");
  }

  @Test
  void tooFewAreToldWithHowManyWouldDo() {
    Targets recall = new Targets(OptionalDouble.of(0.95), NONE, 0.95);

    assertThatThrownBy(() -> ChosenThreshold.of(scores(41, 9), recall))
        .isInstanceOf(TooFewUnitsException.class)
        .hasMessage("you have 41 cracked photographs: 95 % recall at 95 % confidence needs 59");
  }

  @Test
  void somethingMustBeAskedForAndBeAShare() {
    assertThatThrownBy(() -> new Targets(NONE, NONE, 0.95))
        .hasMessage(
            "nothing asked for: expected a recall or a rate of false alarms, found neither");
    assertThatThrownBy(() -> new Targets(OptionalDouble.of(95), NONE, 0.95))
        .hasMessage("bad recall: expected a number above 0 and below 1, found 95.0");
    assertThatThrownBy(() -> new Targets(NONE, OptionalDouble.of(0), 0.95))
        .hasMessage("bad rate of false alarms: expected a number above 0 and below 1, found 0.0");
    assertThatThrownBy(() -> new Targets(OptionalDouble.of(0.9), NONE, 1))
        .hasMessage("bad confidence: expected a number above 0 and below 1, found 1.0");
  }
}
