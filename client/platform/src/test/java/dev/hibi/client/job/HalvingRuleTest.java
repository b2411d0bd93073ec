package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HalvingRuleTest {
  private final HalvingRule rule = new HalvingRule(1, 2, Comparator.reverseOrder());

  @Test
  void theBestHalfOfThoseThatHaveComeGoesOn() {
    assertThat(rule.isLosing(0, List.of(0.5))).isFalse(); // the first is the best
    assertThat(rule.isLosing(1, List.of(0.4))).isTrue(); // one of two goes on
    assertThat(rule.isLosing(2, List.of(0.45))).isFalse(); // two of three do
    assertThat(rule.isLosing(3, List.of(0.6))).isFalse();
    assertThat(rule.isLosing(4, List.of(0.5))).isFalse(); // three of five
    assertThat(rule.isLosing(5, List.of(0.1))).isTrue();
  }

  @Test
  void aTrialIsJudgedOnceAtEachRung() {
    assertThat(rule.isLosing(0, List.of(0.5))).isFalse();
    assertThat(rule.isLosing(1, List.of(0.9))).isFalse();
    assertThat(rule.isLosing(0, List.of(0.5))).isFalse();
    assertThat(rule.isLosing(1, List.of(0.9, 0.8))).isFalse();
    assertThat(rule.isLosing(0, List.of(0.5, 0.6, 0.6))).isTrue(); // at two values
  }

  @Test
  void aTrialThatWasNotLookedAtForLongIsJudgedAtAllItHasPassed() {
    rule.isLosing(0, List.of(0.1, 0.9, 0.9, 0.9));

    assertThat(rule.isLosing(1, List.of(0.2, 0.3, 0.95))).isTrue(); // the third is of no rung yet
  }

  @Test
  void theLowestIsTheBestIfAskedFor() {
    HalvingRule lowest = new HalvingRule(2, 3, Comparator.naturalOrder());
    assertThat(lowest.isLosing(0, List.of(0.1))).isFalse(); // no rung
    assertThat(lowest.isLosing(1, List.of(0.9, 0.2))).isFalse();
    assertThat(lowest.isLosing(0, List.of(0.1, 0.3))).isFalse();
    assertThat(lowest.isLosing(2, List.of(0.5, 0.5))).isTrue();
  }
}
