package dev.hibi.inspection.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ScoreFieldTest {
  private static ScoreField.Merge merge(TileGrid grid, int cell) {
    return new ScoreField.Merge(grid.width(), grid.height(), grid.edge(), cell);
  }

  @Test
  void whereAllTilesSayTheSameSoDoesEveryPlaceAlsoAtTheEdge() {
    TileGrid grid = TileGrid.of(333, 201, 64);
    ScoreField.Merge merge = merge(grid, 4);
    for (int i = 0; i < grid.count(); i++) {
      merge.add(grid.x(i), grid.y(i), grid.edge(), -2.5, false);
    }

    ScoreField field = merge.field();

    assertThat(field.columns()).isEqualTo(84);
    assertThat(field.rows()).isEqualTo(51);
    for (int row = 0; row < field.rows(); row++) {
      for (int column = 0; column < field.columns(); column++) {
        assertThat(field.logOdds(column, row)).isEqualTo(-2.5f, within(1e-5f));
      }
    }
    assertThat(field.probability(0, 0)).isEqualTo(1 / (1 + Math.exp(2.5)), within(1e-6));
  }

  @Test
  void aTileCountsMostInItsMiddle() {
    ScoreField.Merge merge = new ScoreField.Merge(150, 100, 100, 10);
    merge.add(0, 0, 100, 4, false);
    merge.add(50, 0, 100, 0, true);

    ScoreField field = merge.field();

    assertThat(field.logOdds(0, 5)).isEqualTo(4, within(1e-4f)); // in the first alone
    assertThat(field.logOdds(14, 5)).isEqualTo(0, within(1e-4f));
    // In the middle between both, at 75: sines of 45 and 135 degrees.
    assertThat((field.logOdds(7, 5) + field.logOdds(7, 5)) / 2).isEqualTo(2, within(1e-4f));
    assertThat(field.logOdds(6, 5)).isGreaterThan(2);
    assertThat(field.isUnfamiliar(6, 5)).isFalse();
    assertThat(field.isUnfamiliar(8, 5)).isTrue();
  }
}
