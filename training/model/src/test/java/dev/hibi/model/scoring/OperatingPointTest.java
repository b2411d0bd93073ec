package dev.hibi.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.model.scoring.OperatingPoint.Promise;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class OperatingPointTest {
  private static final String DIGEST = "0123456789abcdef".repeat(4);

  private static OperatingPoint point(double threshold, double target, int count, String digest) {
    return new OperatingPoint(
        threshold, Promise.RECALL, target, 0.95, count, Unit.PHOTOGRAPH, digest);
  }

  @Test
  void aScoreAtTheThresholdIsAnAlarm() {
    OperatingPoint point = point(0.25, 0.95, 59, DIGEST);

    assertThat(point.isAlarm(0.25)).isTrue();
    assertThat(point.isAlarm(Math.nextDown(0.25))).isFalse();
    assertThat(point.isAlarm(Double.NaN)).isFalse();
  }

  @Test
  void aPromiseHasAConfidenceAndAnEstimateHasNone() {
    OperatingPoint estimate = estimate(Promise.EXPECTED_FALSE_ALARMS);

    assertThat(estimate.confidence()).isEmpty();
    assertThat(estimate.promise().isGuaranteed()).isFalse();
    assertThat(point(0.25, 0.95, 59, DIGEST).promise().isGuaranteed()).isTrue();
    assertThatThrownBy(() -> estimate(Promise.FALSE_ALARMS))
        .hasMessage("bad confidence: expected one of false-alarms, found none");
    assertThatThrownBy(
            () ->
                new OperatingPoint(
                    0.5, Promise.EXPECTED_FALSE_ALARMS, 0.1, 0.95, 20, Unit.IMAGE, DIGEST))
        .hasMessage("bad confidence: expected none of expected-false-alarms, found 0.95");
  }

  private static OperatingPoint estimate(Promise promise) {
    return new OperatingPoint(0.5, promise, 0.1, OptionalDouble.empty(), 20, Unit.IMAGE, DIGEST);
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> point(Double.NaN, 0.95, 59, DIGEST))
        .hasMessage("bad threshold: expected a finite number, found NaN");
    assertThatThrownBy(() -> point(0.5, 1, 59, DIGEST))
        .hasMessage("bad target: expected a number above 0 and below 1, found 1.0");
    assertThatThrownBy(() -> point(0.5, 0.95, 0, DIGEST))
        .hasMessage("bad count: expected at least one unit, found 0");
    assertThatThrownBy(() -> point(0.5, 0.95, 59, "A0"))
        .hasMessage("bad digest: expected 64 lower-case hexadecimal digits, found 'A0'");
  }
}
