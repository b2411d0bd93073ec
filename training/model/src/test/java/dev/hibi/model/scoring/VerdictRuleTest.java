package dev.hibi.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VerdictRuleTest {
  private static final VerdictRule EVEN = new VerdictRule(1, Optional.empty());

  private static VerdictRule at(double threshold) {
    return new VerdictRule(
        1,
        Optional.of(
            new OperatingPoint(
                threshold,
                OperatingPoint.Promise.RECALL,
                0.95,
                0.95,
                59,
                OperatingPoint.Unit.IMAGE,
                "0".repeat(64))));
  }

  @Test
  void aProbabilityIsASoftmaxWhateverTheSizeOfTheLogits() {
    assertThat(ClassProbability.of(new float[] {0, (float) Math.log(3)}, 0, 2, 1))
        .isCloseTo(0.75, within(1e-7));
    assertThat(ClassProbability.of(new float[] {9, 1, 1, 1}, 1, 3, 2)).isEqualTo(1.0 / 3);
    assertThat(ClassProbability.of(new float[] {1e38f, -1e38f}, 0, 2, 1)).isZero();
    assertThat(ClassProbability.of(new float[] {-1e38f, 1e38f}, 0, 2, 1)).isEqualTo(1);
    assertThat(ClassProbability.of(new float[] {0, 30}, 0, 2, 1))
        .isLessThan(ClassProbability.of(new float[] {0, 31}, 0, 2, 1));
    assertThat(ClassProbability.of(new float[] {Float.NaN, 1}, 0, 2, 1)).isNaN();
  }

  @Test
  void ofTwoClassesAndWithoutAPointTheMostProbableDecidesAlsoWhereTheyAreEqual() {
    assertThat(EVEN.isAlarm(new float[] {1, 2}, 0, 2)).isTrue();
    assertThat(EVEN.isAlarm(new float[] {1, 1}, 0, 2)).isFalse(); // of equals the first
    assertThat(new VerdictRule(0, Optional.empty()).isAlarm(new float[] {1, 1}, 0, 2)).isTrue();
    assertThat(EVEN.decided(new float[] {1, 1}, 0, 2)).isZero();
    assertThat(EVEN.threshold()).isEqualTo(0.5);
  }

  @Test
  void ofMoreClassesOneIsComparedWithTheRest() {
    float[] split = {1, 1.5f, 1}; // the second is the most probable, but below a half

    assertThat(EVEN.isAlarm(split, 0, 3)).isFalse();
    assertThat(EVEN.decided(split, 0, 3)).isEqualTo(1);
    assertThat(at(0.4).isAlarm(split, 0, 3)).isTrue();
    assertThat(at(0.4).decided(split, 0, 3)).isEqualTo(1);
    assertThat(at(0.6).isAlarm(split, 0, 3)).isFalse();
    assertThat(at(0.6).decided(split, 0, 3)).isZero();
    assertThat(at(0.6).decided(new float[] {1, 1.5f, 1.2f}, 0, 3)).isEqualTo(2);
  }

  @Test
  void aScoreAtTheThresholdIsAnAlarm() {
    float[] logits = {0.3f, 0.7f};
    double score = ClassProbability.of(logits, 0, 2, 1);

    assertThat(at(score).isAlarm(logits, 0, 2)).isTrue();
    assertThat(at(Math.nextUp(score)).isAlarm(logits, 0, 2)).isFalse();
    assertThat(at(Math.nextUp(score)).decided(logits, 0, 2)).isZero();
  }

  @Test
  void aClassHasANumber() {
    assertThatThrownBy(() -> new VerdictRule(-1, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad class: expected a number of 0 and more, found -1");
  }
}
