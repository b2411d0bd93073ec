package dev.hibi.inspection.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TileGridTest {
  @Test
  void tilesLieHalfAnEdgeApartAndTheLastOnesAreFlush() {
    TileGrid grid = TileGrid.of(250, 120, 100);

    assertThat(grid.count()).isEqualTo(4 * 2);
    assertThat(IntStream.range(0, 4).map(grid::x)).containsExactly(0, 50, 100, 150);
    assertThat(IntStream.range(0, 8).map(grid::y)).containsExactly(0, 0, 0, 0, 20, 20, 20, 20);
  }

  @Test
  void ofASmallerPhotographTheShorterEdgeIsATile() {
    TileGrid grid = TileGrid.of(70, 40, 100);

    assertThat(grid.edge()).isEqualTo(40);
    assertThat(IntStream.range(0, grid.count()).map(grid::x)).containsExactly(0, 20, 30);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 224", "224, 224, 224", "225, 224, 224", "1001, 37, 16", "640, 480, 31"})
  void everyPixelIsInATileAndNoTileIsOutside(int width, int height, int tile) {
    TileGrid grid = TileGrid.of(width, height, tile);
    boolean[] across = new boolean[width];
    boolean[] down = new boolean[height];
    for (int i = 0; i < grid.count(); i++) {
      for (int at = 0; at < grid.edge(); at++) {
        across[grid.x(i) + at] = true;
        down[grid.y(i) + at] = true;
      }
    }

    assertThat(across).doesNotContain(false);
    assertThat(down).doesNotContain(false);
  }
}
