package dev.hibi.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BinomialTailTest {
  private static final double RELATIVE = 1e-10;

  /** SciPy 1.17.1: {@code scipy.stats.binom.cdf(hits, trials, p)}. */
  @ParameterizedTest
  @CsvSource({
    "0, 59, 0.05, 0.04849452524942322",
    "0, 58, 0.05, 0.05104686868360339",
    "3, 20, 0.1, 0.8670466765656649",
    "10, 20, 0.5, 0.5880985260009766",
    "19, 20, 0.9, 0.8784233454094307",
    "0, 1, 0.3, 0.7",
    "5, 1000, 0.01, 0.0661395116072514",
    "95, 1000, 0.1, 0.32155407664562663",
    "120, 1000, 0.1, 0.98274276947338",
    "499, 1000, 0.5, 0.48738749091081973",
    "9900, 10000, 0.99, 0.5134992717167584",
    "50, 1000000, 5e-05, 0.5375166908648821",
    "500300, 1000000, 0.5, 0.7260799961953723",
    "2, 400, 0.05, 2.9870086263737096e-07"
  })
  void atMostIsSciPysDistributionFunction(long hits, long trials, double p, double expected) {
    assertThat(BinomialTail.atMost(hits, trials, p))
        .isCloseTo(expected, within(RELATIVE * expected));
  }

  /** SciPy 1.17.1: {@code scipy.stats.binom.sf(hits - 1, trials, p)}. */
  @ParameterizedTest
  @CsvSource({
    "1, 59, 0.05, 0.9515054747505768",
    "10, 20, 0.5, 0.5880985260009766",
    "20, 20, 0.9, 0.12157665459056931",
    "15, 1000, 0.01, 0.0824123195160887",
    "500300, 1000000, 0.5, 0.2745864529565636"
  })
  void atLeastIsSciPysSurvivalFunction(long hits, long trials, double p, double expected) {
    assertThat(BinomialTail.atLeast(hits, trials, p))
        .isCloseTo(expected, within(RELATIVE * expected));
  }

  @Test
  void endsAreCertain() {
    assertThat(BinomialTail.atMost(-1, 5, 0.5)).isZero();
    assertThat(BinomialTail.atMost(5, 5, 0.5)).isOne();
    assertThat(BinomialTail.atMost(2, 5, 0)).isOne();
    assertThat(BinomialTail.atMost(4, 5, 1)).isZero();
    assertThat(BinomialTail.atLeast(0, 5, 0.5)).isOne();
    assertThat(BinomialTail.atLeast(6, 5, 0.5)).isZero();
    assertThat(BinomialTail.atLeast(5, 5, 1)).isOne();
    assertThat(BinomialTail.atLeast(1, 5, 0)).isZero();
  }
}
