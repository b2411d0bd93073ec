package dev.hibi.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class NeighbourBankTest {
  private static final Offset<Double> CLOSE = within(1e-6);
  private static final int WIDTH = 5;

  private static List<Integer> groupsOf(int rows, int each) {
    return IntStream.range(0, rows).mapToObj(row -> row / each).toList();
  }

  /** Features of images that are alike: a direction and some noise. */
  private static float[] alike(int rows, int width, int direction, long seed) {
    Random random = new Random(seed);
    float[] values = new float[rows * width];
    for (int i = 0; i < values.length; i++) {
      boolean isMain = i % width == direction;
      values[i] = (float) ((isMain ? 10 : 0) + random.nextGaussian());
    }
    return values;
  }

  /**
   * Against {@code numpy.sort(numpy.linalg.norm(q - rows, axis=1))[9]} of rows that are divided by
   * their lengths, those of the row's own group left out.
   */
  @Test
  void distancesAreThoseOfNumpy() {
    Numbers numbers = new Numbers(33);
    float[] rows = numbers.next(60 * WIDTH, 1);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Math.abs(rows[i]);
    }
    FeatureRows others = FeatureRows.of(numbers.next(3 * WIDTH, 1), WIDTH);

    NeighbourBank bank = NeighbourBank.of(FeatureRows.of(rows, WIDTH), groupsOf(60, 3), 0);

    double[] reference = bank.reference();
    assertThat(reference).hasSize(60).isSorted();
    assertThat(new double[] {reference[0], reference[30], reference[59]})
        .containsExactly(new double[] {0.324280728, 0.456661309, 0.691726687}, CLOSE);
    assertThat(bank.familiarity(others).stream().mapToDouble(Familiarity::distance).toArray())
        .containsExactly(new double[] {1.279666604, 1.395935651, 1.360291958}, CLOSE);
  }

  @Test
  void ordinaryImagesAreFamiliarAndOthersAreNot() {
    NeighbourBank bank =
        NeighbourBank.of(FeatureRows.of(alike(600, 16, 0, 1), 16), groupsOf(600, 4), 0);

    List<Familiarity> ordinary = bank.familiarity(FeatureRows.of(alike(400, 16, 0, 2), 16));
    List<Familiarity> others = bank.familiarity(FeatureRows.of(alike(100, 16, 7, 3), 16));

    assertThat(ordinary.stream().filter(Familiarity::isUnfamiliar).count()).isLessThan(12);
    assertThat(ordinary.stream().mapToDouble(Familiarity::share).average().orElseThrow())
        .isBetween(0.4, 0.6);
    assertThat(others).allMatch(Familiarity::isUnfamiliar).allMatch(one -> one.share() == 0);
  }

  @Test
  void theLengthOfFeaturesDoesNotMatter() {
    float[] rows = alike(50, 8, 2, 4);
    float[] longer = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      longer[i] = 4 * rows[i];
    }

    NeighbourBank bank = NeighbourBank.of(FeatureRows.of(rows, 8), groupsOf(50, 1), 0);

    assertThat(bank.familiarity(FeatureRows.of(longer, 8)))
        .isEqualTo(bank.familiarity(FeatureRows.of(rows, 8)));
  }

  @Test
  void imagesOfOneGroupDoNotVouchForEachOther() {
    float[] rows = alike(40, 8, 0, 5);
    for (int copy = 1; copy < 20; copy++) { // twenty of one photograph that is like no other
      System.arraycopy(alike(1, 8, 5, 6), 0, rows, copy * 8, 8);
    }
    System.arraycopy(alike(1, 8, 5, 6), 0, rows, 0, 8);
    List<Integer> together = new ArrayList<>(Collections.nCopies(20, -1));
    together.addAll(groupsOf(20, 1));

    double[] apart = NeighbourBank.of(FeatureRows.of(rows, 8), together, 0).reference();
    double[] each = NeighbourBank.of(FeatureRows.of(rows, 8), groupsOf(40, 1), 0).reference();

    assertThat(apart[20]).isGreaterThan(1); // the least of the twenty, in ascending order
    assertThat(Arrays.copyOf(each, 20)).containsOnly(0);
  }

  @Test
  void theThresholdIsTheNinetyNinthOfAHundredInOrder() {
    double[] reference = IntStream.range(0, 199).mapToDouble(i -> i / 100.0).toArray();

    NeighbourBank bank = NeighbourBank.restore(FeatureRows.of(new float[199], 1), reference);

    assertThat(bank.threshold()).isEqualTo(1.97); // the 198th of 199
  }

  @Test
  void ofMoreRowsThanABankHoldsTheSeedDraws() {
    FeatureRows rows = FeatureRows.of(alike(5_300, 4, 1, 7), 4);
    List<Integer> groups = groupsOf(5_300, 2);

    NeighbourBank bank = NeighbourBank.of(rows, groups, 3);

    assertThat(bank.rows().count()).isEqualTo(NeighbourBank.MOST_ROWS);
    assertThat(NeighbourBank.of(rows, groups, 3).rows().values())
        .containsExactly(bank.rows().values());
    assertThat(NeighbourBank.of(rows, groups, 4).rows().values())
        .isNotEqualTo(bank.rows().values());
  }

  @Test
  void aBankThatWasKeptAnswersTheSame() {
    NeighbourBank bank =
        NeighbourBank.of(FeatureRows.of(alike(300, 7, 1, 8), 7), groupsOf(300, 3), 0);
    FeatureRows others = FeatureRows.of(alike(20, 7, 2, 9), 7);

    NeighbourBank restored = NeighbourBank.restore(bank.rows(), bank.reference());

    assertThat(restored.familiarity(others)).isEqualTo(bank.familiarity(others));
    assertThat(restored.threshold()).isEqualTo(bank.threshold());
  }

  @Test
  void bitsDoNotDependOnThreadsOrOnWhatIsAskedTogether() throws Exception {
    NeighbourBank bank =
        NeighbourBank.of(FeatureRows.of(alike(700, 9, 1, 10), 9), groupsOf(700, 1), 0);
    FeatureRows others = FeatureRows.of(alike(50, 9, 3, 11), 9);
    ForkJoinPool one = new ForkJoinPool(1);

    List<Familiarity> alone = new ArrayList<>();
    for (int row = 0; row < others.count(); row++) {
      alone.addAll(bank.familiarity(others.select(row)));
    }

    assertThat(bank.familiarity(others)).isEqualTo(alone);
    assertThat(one.submit(() -> bank.familiarity(others)).get()).isEqualTo(alone);
    one.shutdown();
  }

  @Test
  void whatDoesNotFitIsRefused() {
    FeatureRows rows = FeatureRows.of(alike(12, 4, 0, 12), 4);
    FeatureRows other = FeatureRows.of(new float[3], 3);
    NeighbourBank bank = NeighbourBank.of(rows, groupsOf(12, 1), 0);

    assertThatThrownBy(() -> NeighbourBank.of(rows, groupsOf(11, 1), 0))
        .hasMessage("wrong number of groups: expected one for each of 12 rows, found 11");
    assertThatThrownBy(() -> NeighbourBank.of(rows, groupsOf(12, 3), 0))
        .hasMessage("too few rows: expected at least 10 of other groups, found 9 (group 0)");
    assertThatThrownBy(() -> bank.familiarity(other))
        .hasMessage("rows of other features: expected 4 in each, found 3");
    assertThatThrownBy(() -> NeighbourBank.restore(rows, 1, 2))
        .hasMessage(
            "bad bank: expected 10 to 2000 rows with a distance each, found 12 rows and 2"
                + " distances");
    assertThatThrownBy(() -> NeighbourBank.restore(rows, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 10))
        .hasMessage("bad bank: expected distances in ascending order, found 10.0 at 11");
  }

  /** Products as rough as those of a fast engine, in blocks: the distances stay what they are. */
  @Test
  void aBankByProductsFromElsewhereIsTheSameToTheBit() {
    FeatureRows rows = FeatureRows.of(alike(1100, 24, 1, 5), 24);
    List<Integer> groups = groupsOf(1100, 3);
    List<Integer> blocks = new ArrayList<>();

    NeighbourBank expected = NeighbourBank.of(rows, groups, 0);
    NeighbourBank found =
        NeighbourBank.of(
            rows,
            groups,
            0,
            unit ->
                (first, count) -> {
                  blocks.add(count);
                  return products(unit, first, count);
                });

    assertThat(found.reference()).isEqualTo(expected.reference());
    assertThat(found.rows().values()).isEqualTo(expected.rows().values());
    assertThat(blocks).containsExactly(512, 512, 76);
  }

  private static float[] products(FeatureRows rows, int first, int count) {
    float[] products = new float[count * rows.count()];
    for (int i = 0; i < products.length; i++) {
      double sum = 0;
      for (int f = 0; f < rows.width(); f++) {
        sum +=
            (double) rows.values()[(first + i / rows.count()) * rows.width() + f]
                * rows.values()[i % rows.count() * rows.width() + f];
      }
      products[i] = (float) (sum + 1e-7 * (i % 3));
    }
    return products;
  }
}
