package dev.hibi.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NumbersTest {
  @Test
  void onlyWhatIsNoneOrAllIsToldAsSuch() {
    assertThat(Numbers.percent(0)).isEqualTo("0.00 %");
    assertThat(Numbers.percent(1)).isEqualTo("100.00 %");
    assertThat(Numbers.percent(0.99999)).isEqualTo("99.999 %");
    assertThat(Numbers.percent(0.0000123)).isEqualTo("0.001 %");
    assertThat(Numbers.percent(592 / 600.0)).isEqualTo("98.67 %");
    assertThat(Numbers.percent(Double.NaN)).isEqualTo("– %");
  }

  @Test
  void aProbabilityHasAsManyDigitsAsTellItFromCertainty() {
    assertThat(Numbers.probability(0.5)).isEqualTo("0.5");
    assertThat(Numbers.probability(0.731059)).isEqualTo("0.731");
    assertThat(Numbers.probability(0.99996)).isEqualTo("0.99996");
    assertThat(Numbers.probability(0.00001234)).isEqualTo("0.000012");
    assertThat(Numbers.probability(1)).isEqualTo("1");
  }

  @Test
  void anAreaOfNearlyOneIsNotToldAsOne() {
    assertThat(Numbers.decimal(0.99998)).isEqualTo("0.99998");
    assertThat(Numbers.decimal(1)).isEqualTo("1.0000");
    assertThat(Numbers.decimal(0.05184)).isEqualTo("0.0518");
    assertThat(Numbers.decimal(Double.NaN)).isEqualTo("–");
  }

  @Test
  void whatIsMeasuredHasThreeDigitsOrMore() {
    assertThat(Numbers.measure(0)).isEqualTo("0");
    assertThat(Numbers.measure(0.0123456)).isEqualTo("0.0123");
    assertThat(Numbers.measure(51.839999999999996)).isEqualTo("51.8");
    assertThat(Numbers.measure(99.96)).isEqualTo("100");
    assertThat(Numbers.measure(1_234_567.8)).isEqualTo("1,234,568");
    assertThat(Numbers.measure(Double.POSITIVE_INFINITY)).isEqualTo("–");
  }

  @Test
  void ticksAreRound() {
    assertThat(Axis.shares("").ticks())
        .containsExactly(0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0);
    assertThat(Axis.shares("").tick(0.6000000000000001)).isEqualTo("60 %");
    assertThat(Axis.upperShares("", 0.873).ticks()).hasSize(5).first().isEqualTo(0.8);
    assertThat(Axis.upperShares("", 0.873).tick(0.8500000000000001)).isEqualTo("85 %");
    assertThat(Axis.counts("", 3).ticks()).containsExactly(1.0, 2.0, 3.0);
    assertThat(Axis.counts("", 40).ticks()).containsExactly(10.0, 20.0, 30.0, 40.0);
    assertThat(Axis.numbers("", 0.4268).tick(0.1)).isEqualTo("0.1");
  }
}
