package dev.hibi.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RocAreaTest {
  @Test
  void itIsHowOftenAPositiveWinsAndEqualScoresWinHalf() {
    boolean[] positive = {true, true, false, false};

    assertThat(RocArea.of(new double[] {0.9, 0.4, 0.5, 0.1}, positive)).isEqualTo(0.75);
    assertThat(RocArea.of(new double[] {0.9, 0.5, 0.5, 0.1}, positive)).isEqualTo(0.875);
    assertThat(RocArea.of(new double[] {1, 1, 1, 1}, positive)).isEqualTo(0.5);
    assertThat(RocArea.of(new double[] {1}, new boolean[] {true})).isNaN();
  }
}
