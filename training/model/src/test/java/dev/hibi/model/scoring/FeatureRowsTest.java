package dev.hibi.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class FeatureRowsTest {
  @Test
  void rowsAreChosenInTheOrderGiven() {
    FeatureRows rows = FeatureRows.of(new float[] {1, 2, 3, 4, 5, 6}, 2);

    FeatureRows chosen = rows.select(2, 0);

    assertThat(rows.count()).isEqualTo(3);
    assertThat(chosen.values()).containsExactly(5, 6, 1, 2);
    assertThat(chosen.width()).isEqualTo(2);
  }

  @Test
  void normalizedRowsHaveLengthOneButForRowsOfZeros() {
    FeatureRows rows = FeatureRows.of(new float[] {3, 4, 0, 0, 1e-20f, 0}, 2);

    assertThat(rows.normalized().values()).containsExactly(0.6f, 0.8f, 0, 0, 1, 0);
    assertThat(rows.values()).containsExactly(3, 4, 0, 0, 1e-20f, 0);
  }

  @Test
  void halfARowIsRefused() {
    assertThatThrownBy(() -> FeatureRows.of(new float[5], 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("wrong number of features: expected rows of 2, found 5 values");
  }

  @Test
  void whatIsNoNumberIsRefusedByItsPlace() {
    assertThatThrownBy(() -> FeatureRows.of(new float[] {1, 2, 3, Float.NaN}, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad feature: expected a finite number, found NaN (row 1, column 1)");
  }
}
