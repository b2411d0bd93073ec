package dev.hibi.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class TemperatureTest {
  /**
   * SciPy 1.17.1's {@code minimize_scalar} of the mean cross entropy over 1 / T, of 30 rows of
   * logits {@code x / 250}, where {@code x = (s >> 16) % 2001 - 1000} and {@code s = (s *
   * 1103515245 + 12345) % 2**31} from 7 on.
   */
  @Test
  void theBestIsSciPys() {
    float[] logits = new float[90];
    long state = 7;
    for (int i = 0; i < logits.length; i++) {
      state = (state * 1_103_515_245 + 12_345) % (1L << 31);
      logits[i] = ((state >> 16) % 2001 - 1000) / 250f;
    }
    int[] labels = {
      1, 2, 2, 2, 1, 1, 1, 0, 2, 2, 0, 1, 1, 0, 2, 2, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 2, 1
    };

    Temperature temperature = Temperature.fit(logits, labels);

    assertThat(temperature.value()).isCloseTo(2.33406718, within(1e-6));
    assertThat(temperature.isAtTheEnd()).isFalse();
  }

  @Test
  void logitsOfATemperatureGiveItBack() {
    // Of four equal rows three are right: 0.75 is log(3) apart.
    float apart = (float) (5 * Math.log(3));

    Temperature temperature =
        Temperature.fit(new float[] {apart, 0, apart, 0, apart, 0, apart, 0}, 0, 0, 0, 1);

    assertThat(temperature.value()).isCloseTo(5, within(1e-6));
    assertThat(temperature.probabilities(apart, 0)[0]).isCloseTo(0.75, within(1e-6));
  }

  @Test
  void whereNoneIsBestTheEndIsTaken() {
    Temperature allRight = Temperature.fit(new float[] {1, 0, 0, 1}, 0, 1);
    Temperature allWrong = Temperature.fit(new float[] {1, 0, 0, 1}, 1, 0);

    assertThat(allRight.value()).isEqualTo(Temperature.LEAST);
    assertThat(allWrong.value()).isEqualTo(Temperature.GREATEST);
    assertThat(allRight.isAtTheEnd()).isTrue();
    assertThat(allWrong.isAtTheEnd()).isTrue();
  }

  @Test
  void largeLogitsStayProbabilities() {
    assertThat(new Temperature(0.5).probabilities(1_000, 999, -1_000))
        .containsExactly(new double[] {0.8807970779778823, 0.11920292202211755, 0}, within(1e-12));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> new Temperature(0))
        .hasMessage("bad temperature: expected a finite number above 0, found 0.0");
    assertThatThrownBy(() -> Temperature.fit(new float[] {1, 2, 3}, 0, 1))
        .hasMessage("logits do not fit: expected as many for each of 2 labels, found 3");
    assertThatThrownBy(() -> Temperature.fit(new float[] {1, 2}, 2))
        .hasMessage("bad label: expected 0 to 1, found 2 (row 0)");
    assertThatThrownBy(() -> Temperature.fit(new float[] {1, Float.NaN}, 0))
        .hasMessage("bad logit: expected a finite number, found NaN (row 0)");
  }
}
