package dev.hibi.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CoresetTest {
  /**
   * Against
   *
   * <pre>
   * chosen = [5]
   * d = ((P - P[5]) ** 2).sum(1)
   * for _ in range(39):
   *     chosen.append(int(d.argmax()))
   *     d = numpy.minimum(d, ((P - P[chosen[-1]]) ** 2).sum(1))
   * </pre>
   */
  @Test
  void rowsAreThoseOfNumpy() {
    FeatureRows rows = FeatureRows.of(new Numbers(3).next(700 * 6, 1), 6);

    int[] chosen = Coreset.startingAt(5, rows, 40).rows();

    assertThat(chosen)
        .containsExactly(
            5, 144, 687, 606, 676, 309, 297, 67, 680, 417, 272, 180, 214, 389, 146, 645, 68, 92, 70,
            554, 157, 410, 258, 367, 8, 181, 51, 553, 23, 528, 494, 21, 656, 261, 216, 459, 324, 78,
            122, 429);
  }

  /** What is left to later is no other choice than that of the plain method, with its ties. */
  @Test
  void manyRowsInClumpsAreChosenAsByThePlainMethod() {
    Random random = new Random(1);
    float[] values = new float[5_000 * 8];
    for (int i = 0; i < values.length; i++) {
      int clump = i / 8 % 37;
      values[i] = (clump * (i % 8 + 1)) % 11 * 20 + random.nextInt(4);
    }
    FeatureRows rows = FeatureRows.of(values, 8);

    assertThat(Coreset.startingAt(77, rows, 600).rows()).containsExactly(plain(rows, 77, 600));
  }

  private static int[] plain(FeatureRows rows, int start, int size) {
    int[] chosen = new int[size];
    double[] nearest = new double[rows.count()];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    int next = start;
    for (int i = 0; i < size; i++) {
      chosen[i] = next;
      int best = 0;
      for (int row = 0; row < nearest.length; row++) {
        nearest[row] = Math.min(nearest[row], squaredDistance(rows, row, next));
      }
      for (int row = 1; row < nearest.length; row++) {
        best = nearest[row] > nearest[best] ? row : best;
      }
      next = best;
    }
    return chosen;
  }

  private static double squaredDistance(FeatureRows rows, int a, int b) {
    double sum = 0;
    for (int i = 0; i < rows.width(); i++) {
      double difference = rows.values()[rows.offset(a) + i] - rows.values()[rows.offset(b) + i];
      sum += difference * difference;
    }
    return sum;
  }

  @Test
  void theSeedDrawsWhereItBegins() {
    FeatureRows rows = FeatureRows.of(new Numbers(3).next(700 * 6, 1), 6);

    int[] first = Coreset.choose(rows, 10, 1).rows();

    assertThat(Coreset.choose(rows, 10, 1).rows()).containsExactly(first);
    assertThat(Coreset.choose(rows, 10, 2).rows()[0]).isNotEqualTo(first[0]);
    assertThat(Coreset.startingAt(first[0], rows, 10).rows()).containsExactly(first);
  }

  @Test
  void copiesOfWhatIsChosenAreNotChosen() {
    FeatureRows rows = FeatureRows.of(new float[] {1, 1, 5, 1, 5, 1}, 1);

    assertThat(Coreset.startingAt(1, rows, 4).rows()).containsExactly(1, 2);
  }

  @Test
  void noMoreThanAllRowsAreChosen() {
    FeatureRows rows = FeatureRows.of(new float[] {1, 2, 4}, 1);

    assertThat(Coreset.startingAt(0, rows, 9).rows()).containsExactly(0, 2, 1);
  }

  @Test
  void theChoiceDoesNotDependOnThreads() throws Exception {
    FeatureRows rows = FeatureRows.of(new Numbers(9).next(3_000 * 5, 7), 5);
    ForkJoinPool one = new ForkJoinPool(1);

    int[] alone = one.submit(() -> Coreset.choose(rows, 200, 1).rows()).get();

    assertThat(Coreset.choose(rows, 200, 1).rows()).containsExactly(alone);
    one.shutdown();
  }

  @Test
  void theRuleGoesOnFromRowsThatAreThere() {
    FeatureRows all = FeatureRows.of(new Numbers(3).next(300 * 6, 1), 6);
    int[] whole = Coreset.startingAt(5, all, 40).rows();
    FeatureRows present = all.select(Arrays.copyOf(whole, 15));

    int[] more = Coreset.continued(present, all, 25, 0).rows();

    assertThat(more).hasSize(40).startsWith(IntStream.range(0, 15).toArray());
    for (int i = 15; i < 40; i++) {
      assertThat(more[i] - 15).isEqualTo(whole[i]);
    }
  }

  @Test
  void rowsThatAreNearEnoughDoNotJoin() {
    FeatureRows present = FeatureRows.of(new float[] {0, 10}, 1);
    FeatureRows others = FeatureRows.of(new float[] {1, 4, 5, 6, 12}, 1);

    assertThat(Coreset.continued(present, others, 5, 2).rows()).containsExactly(0, 1, 4);
    assertThat(Coreset.continued(present, others, 5, 1.9).rows()).containsExactly(0, 1, 4, 6);
    assertThat(Coreset.continued(present, others, 1, 0).rows()).containsExactly(0, 1, 4);
    assertThat(Coreset.continued(present, others, 5, 9).rows()).containsExactly(0, 1);
  }

  @Test
  void aChoiceIsEndedByWhatIsAskedBeforeEachRow() {
    FeatureRows rows = FeatureRows.of(new Numbers(3).next(700 * 6, 1), 6);
    int[] asked = new int[1];
    Runnable stop =
        () -> {
          if (++asked[0] == 10) {
            throw new IllegalStateException("stopped");
          }
        };

    assertThatThrownBy(() -> Coreset.choose(rows, 40, 1, stop)).hasMessage("stopped");
    assertThat(asked[0]).isEqualTo(10);
  }

  @Test
  void nothingToChooseFromIsRefused() {
    assertThatThrownBy(() -> Coreset.choose(FeatureRows.of(new float[0], 3), 5, 0))
        .hasMessage("bad coreset: expected at least one row of at least one, found 5 of 0");
  }
}
