package dev.hibi.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TemperatureEffectTest {
  /** Three of four are right, and each is shown as 99.99 %. */
  @Test
  void aTemperatureMakesProbabilitiesThatAreTooSureWhatTheySay() {
    float[] logits = new float[400 * 2];
    int[] labels = new int[400];
    for (int i = 0; i < labels.length; i++) {
      int guess = i % 2;
      logits[2 * i + guess] = 9;
      labels[i] = i % 8 < 2 ? 1 - guess : guess;
    }

    Temperature.Effect shown = Temperature.Effect.of(logits, 1, labels);

    assertThat(shown.temperature().value()).isGreaterThan(7);
    assertThat(shown.before().expectedError()).isBetween(0.249, 0.251);
    assertThat(shown.after().expectedError()).isLessThan(1e-6);
    assertThat(shown.before().bins()).hasSize(10);
    assertThat(shown.before().bins().get(9).count()).isEqualTo(200);
    assertThat(shown.after().bins().get(9).count()).isZero();
  }

  @Test
  void ofMoreClassesOneIsShown() {
    float[] logits = {3, 0, 0, 0, 3, 0, 0, 0, 3};

    Temperature.Effect shown = Temperature.Effect.of(logits, 2, 0, 1, 2);

    assertThat(shown.before().bins().get(9).positives().hits()).isEqualTo(1);
    assertThat(shown.before().bins().get(0).count()).isEqualTo(2);
  }
}
