package dev.hibi.inspection.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.model.scoring.ActivationMap;
import java.util.List;
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

  /** Tiles of 100 pixels, 50 apart; the right half of each says more than the left. */
  private static ScoreField located(double logOdds) {
    ScoreField.Merge merge = new ScoreField.Merge(200, 100, 100, 10);
    for (int x = 0; x <= 100; x += 50) {
      float[] logits = {0, (float) (x == 50 ? -10 : 0), 0, (float) (x == 50 ? 14 : 4)};
      double own = x == 50 ? 2 : logOdds;
      merge.add(x, 0, 100, new TileScore(own, false, ActivationMap.of(2, 2, logits), 1));
    }
    return merge.field();
  }

  @Test
  void placesSayWhereAndTilesWhether() {
    ScoreField field = located(2);

    assertThat(field.logOdds(9, 5)).isEqualTo(2);
    assertThat(field.placeLogOdds(0, 5)).isEqualTo(0); // of the first tile alone
    assertThat(field.placeLogOdds(19, 5)).isEqualTo(4);
    assertThat(field.placeLogOdds(7, 5)).isLessThan(-1);
    assertThat(field.placeLogOdds(12, 5)).isGreaterThan(6);
  }

  @Test
  void aRegionIsWhatSpeaksItselfOfWhatRaisesTheAlarm() {
    ScoreField field = located(2);

    List<Region> regions = new RegionSearch(field, 0.5, 200 * 100).regions();

    assertThat(regions)
        .singleElement()
        .satisfies(
            region -> {
              assertThat(region.peak()).isEqualTo(ScoreField.probability(2));
              assertThat(region.area()).isLessThan(200 * 100);
              assertThat(region.outlines()).isNotEmpty();
            });
    long speaking = 0;
    for (int cell = 0; cell < 200; cell++) {
      speaking += field.placeLogOdds(cell % 20, cell / 20) >= 0 ? 100 : 0;
    }
    assertThat(regions.get(0).area()).isEqualTo(speaking);
    assertThat(RegionSearch.highestThreshold(field, 200 * 100))
        .isEqualTo(ScoreField.probability(2));
  }

  @Test
  void aRegionOfWhichNoPlaceSpeaksItselfIsWhole() {
    ScoreField.Merge merge = new ScoreField.Merge(100, 100, 100, 10);
    float[] logits = {0, -1, 0, -1};
    merge.add(0, 0, 100, new TileScore(2, false, ActivationMap.of(2, 2, logits), 1));

    assertThat(new RegionSearch(merge.field(), 0.5, 0).regions())
        .singleElement()
        .satisfies(region -> assertThat(region.area()).isEqualTo(100 * 100));
  }
}
