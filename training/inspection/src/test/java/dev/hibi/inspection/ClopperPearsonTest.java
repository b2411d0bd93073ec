package dev.hibi.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClopperPearsonTest {
  /**
   * SciPy 1.17.1, with {@code a = 1 - confidence}: {@code beta.ppf(a / 2, hits, trials - hits + 1)}
   * and {@code beta.ppf(1 - a / 2, hits + 1, trials - hits)}.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 10, 0.95, 0.0, 0.3084971078187607",
    "10, 10, 0.95, 0.6915028921812392, 1.0",
    "1, 10, 0.95, 0.0025285785444617865, 0.4450161170281954",
    "5, 10, 0.95, 0.18708602844739855, 0.8129139715526015",
    "41, 41, 0.95, 0.9139561637059715, 1.0",
    "38, 41, 0.9, 0.8216046444607409, 0.979760212915185",
    "9998, 10000, 0.95, 0.9992777199422763, 0.9999757781543596",
    "1, 1000000, 0.99, 5.012541810981499e-09, 7.430105611978525e-06",
    "500000, 1000000, 0.95, 0.49901951919531184, 0.5009804808046882",
    "0, 1, 0.5, 0.0, 0.75"
  })
  void endsAreSciPysQuantiles(long hits, long trials, double confidence, double low, double high) {
    ClopperPearson interval = new ClopperPearson(hits, trials, confidence);

    assertThat(interval.low()).isCloseTo(low, within(1e-10 * low));
    assertThat(interval.high()).isCloseTo(high, within(1e-10 * high));
  }

  @Test
  void ofNoTrialsNothingIsKnown() {
    ClopperPearson interval = new ClopperPearson(0, 0, 0.95);

    assertThat(interval.share()).isNaN();
    assertThat(interval.low()).isZero();
    assertThat(interval.high()).isOne();
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> new ClopperPearson(3, 2, 0.95))
        .hasMessage("bad count: expected 0 to 2 hits, found 3");
    assertThatThrownBy(() -> new ClopperPearson(1, 2, 95))
        .hasMessage("bad confidence: expected a number above 0 and below 1, found 95.0");
  }
}
