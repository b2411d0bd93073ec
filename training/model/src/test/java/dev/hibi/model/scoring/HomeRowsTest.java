package dev.hibi.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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
  void whatItWasTrainedOnIsKnownAmongOthersAlsoIfRoundedOtherwise() {
    Random random = new Random(3);
    float[] values = new float[40 * 16];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    FeatureRows rows = FeatureRows.of(values.clone(), 16);
    HomeRows home =
        new HomeRows(
            rows.select(IntStream.range(0, 30).toArray()),
            Collections.nCopies(30, 0),
            List.of(1_000L));
    for (int i = 0; i < values.length; i++) {
      values[i] *= 1 + 0.02f * (float) random.nextGaussian(); // as between precisions
    }

    assertThat(home.knownAmong(rows)).isEqualTo(IntStream.range(0, 30).toArray());
    assertThat(home.knownAmong(FeatureRows.of(values, 16)))
        .isEqualTo(IntStream.range(0, 30).toArray());
    assertThat(home.knownAmong(rows.select(35, 3, 36))).containsExactly(1);
  }

  @Test
  void oneRowAloneTellsNothingOfDistances() {
    HomeRows home = new HomeRows(FeatureRows.of(new float[1], 1), List.of(0), List.of(7L));

    assertThat(home.knownAmong(FeatureRows.of(new float[1], 1))).isEmpty();
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
