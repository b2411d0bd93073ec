package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StopRuleTest {
  private static List<TrialMetrics.Point> values(double... values) {
    List<TrialMetrics.Point> points = new ArrayList<>();
    for (double value : values) {
      points.add(new TrialMetrics.Point(points.size(), Map.of("m", value, "other", 1e9)));
    }
    return points;
  }

  @Test
  void aTargetIsReachedOnceAndForAll() {
    StopRule high = StopRule.atLeast("m", 0.9);
    StopRule low = StopRule.atMost("m", 0.1);

    assertThat(high.isMet(values(0.5, 0.89, Double.NaN))).isFalse();
    assertThat(high.isMet(values(0.5, 0.9, 0.3))).isTrue();
    assertThat(low.isMet(values(0.5, 0.11))).isFalse();
    assertThat(low.isMet(values(0.5, 0.1, 0.3))).isTrue();
  }

  @Test
  void aPlateauIsSoManyValuesThatAreNoBetter() {
    StopRule rule = StopRule.noHigher("m", 2, 0);

    assertThat(rule.isMet(values())).isFalse();
    assertThat(rule.isMet(values(0.5, 0.6, 0.6))).isFalse();
    assertThat(rule.isMet(values(0.5, 0.6, 0.6, 0.4))).isTrue();
    assertThat(rule.isMet(values(0.5, 0.6, 0.6, 0.7))).isFalse();
    assertThat(StopRule.noLower("m", 2, 0).isMet(values(0.5, 0.4, 0.4, 0.6))).isTrue();
  }

  @Test
  void aSmallStepIsNoneIfALargerOneIsAskedFor() {
    assertThat(StopRule.noLower("m", 2, 0.1).isMet(values(0.5, 0.45, 0.41))).isTrue();
    assertThat(StopRule.noLower("m", 2, 0.1).isMet(values(0.5, 0.45, 0.39))).isFalse();
  }

  @Test
  void aMetricThatIsNotMeasuredStopsNothing() {
    assertThat(StopRule.noHigher("none", 1, 0).isMet(values(1, 1, 1))).isFalse();
    assertThat(StopRule.atMost("none", 1).isMet(values(1, 1, 1))).isFalse();
  }

  @Test
  void aRuleThatCannotBeMetIsRefused() {
    assertThatThrownBy(() -> StopRule.noHigher("m", 0, 0))
        .hasMessage(
            "bad stop rule: expected 1 or more values and a step of at least 0, found 0, 0.0 (m)");
    assertThatThrownBy(() -> StopRule.atLeast("m", Double.NaN))
        .hasMessage("bad stop rule: expected a finite value, found NaN (m)");
  }
}
