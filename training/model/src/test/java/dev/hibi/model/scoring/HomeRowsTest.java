package dev.hibi.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HomeRowsTest {
  private static int[] labels(int zeros, int ones) {
    int[] labels = new int[zeros + ones];
    Arrays.fill(labels, zeros, labels.length, 1);
    return labels;
  }

  private static long count(int[] rows, int from, int to) {
    return Arrays.stream(rows).filter(row -> row >= from && row < to).count();
  }

  @Test
  void asManyAreDrawnOfEachClassAndAllOfOneThatHasFewer() {
    int[] even = HomeRows.draw(labels(700, 5_000), 2, 3);
    int[] uneven = HomeRows.draw(labels(20, 5_000), 2, 3);

    assertThat(even).hasSize(1_000).isSorted().doesNotHaveDuplicates();
    assertThat(count(even, 0, 700)).isEqualTo(500);
    assertThat(count(uneven, 0, 20)).isEqualTo(20);
    assertThat(uneven).hasSize(1_000);
    assertThat(HomeRows.draw(labels(300, 400), 2, 3)).hasSize(700);
  }

  @Test
  void theSeedDecidesWhichAreDrawn() {
    int[] labels = labels(700, 5_000);

    assertThat(HomeRows.draw(labels, 2, 3)).isEqualTo(HomeRows.draw(labels, 2, 3));
    assertThat(HomeRows.draw(labels, 2, 3)).isNotEqualTo(HomeRows.draw(labels, 2, 4));
  }

  @Test
  void rowsOfAClassCountAsMuchAsAllItsImages() {
    HomeRows home =
        new HomeRows(FeatureRows.of(new float[3], 1), List.of(0, 1, 1), List.of(7L, 30L));

    assertThat(home.weights()).containsExactly(7, 15, 15);
    assertThat(home.total()).isEqualTo(37);
    assertThat(home.classes()).isEqualTo(2);
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    FeatureRows rows = FeatureRows.of(new float[2], 1);

    assertThatThrownBy(() -> new HomeRows(rows, List.of(0), List.of(5L)))
        .hasMessage(
            "bad home rows: expected at most 1000 with a label each, found 2 rows and 1 labels");
    assertThatThrownBy(() -> new HomeRows(rows, List.of(0, 2), List.of(5L, 5L)))
        .hasMessage("bad home rows: expected labels of 0 to 1, found 2");
    assertThatThrownBy(() -> new HomeRows(rows, List.of(0, 0), List.of(5L, 5L)))
        .hasMessage("bad home rows: expected 1 to 5 of a class, found 0 (class 1)");
    assertThatThrownBy(() -> new HomeRows(rows, List.of(0, 0), List.of(1L)))
        .hasMessage("bad home rows: expected 1 to 1 of a class, found 2 (class 0)");
  }
}
