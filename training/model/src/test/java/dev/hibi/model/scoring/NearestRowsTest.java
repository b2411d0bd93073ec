package dev.hibi.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NearestRowsTest {
  /** Whole numbers, of which even float32 adds no wrong ones. */
  @Test
  void theNearestAreThoseOfLookingAtEachRow() {
    FeatureRows rows = FeatureRows.of(new Numbers(4).next(1_100 * 7, 1), 7);
    FeatureRows points = FeatureRows.of(new Numbers(5).next(30 * 7, 1), 7);

    NearestRows.Near[] near = new NearestRows(rows).nearest(points, 12, NearestRows.Exclusion.NONE);

    for (int point = 0; point < points.count(); point++) {
      int at = point;
      int[] expected =
          IntStream.range(0, rows.count())
              .boxed()
              .sorted(Comparator.comparingDouble(row -> distance(points, at, rows, row)))
              .limit(12)
              .mapToInt(Integer::intValue)
              .toArray();
      assertThat(near[point].rows()).containsExactly(expected);
      assertThat(near[point].distance(11)).isEqualTo(distance(points, point, rows, expected[11]));
    }
  }

  private static double distance(FeatureRows a, int i, FeatureRows b, int j) {
    double sum = 0;
    for (int feature = 0; feature < a.width(); feature++) {
      double difference = a.values()[a.offset(i) + feature] - b.values()[b.offset(j) + feature];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  @Test
  void rowsThatRoundingMakesEquallyNearAreInTheirTrueOrder() {
    float[] far = {10_000, 10_000, 10_000, 10_000.002f, 10_000, 10_000.001f};

    NearestRows.Near near =
        new NearestRows(FeatureRows.of(far, 2))
            .nearest(
                FeatureRows.of(new float[] {10_000, 10_000.002f}, 2),
                2,
                NearestRows.Exclusion.NONE)[0];

    assertThat(near.rows()).containsExactly(1, 2);
    assertThat(near.distance(0)).isZero();
  }

  @Test
  void ofEquallyNearOnesTheFirstComesFirst() {
    NearestRows rows = new NearestRows(FeatureRows.of(new float[] {2, 0, 2, 1, 2}, 1));

    assertThat(rows.around(4, 4).rows()).containsExactly(0, 2, 4, 3);
  }

  @Test
  void excludedRowsAreNotThere() {
    NearestRows rows = new NearestRows(FeatureRows.of(new float[] {0, 1, 2, 3}, 1));

    NearestRows.Near near =
        rows.nearest(FeatureRows.of(new float[] {0}, 1), 3, point -> row -> row % 2 == 0)[0];

    assertThat(near.rows()).containsExactly(1, 3);
    assertThat(near.distance(1)).isEqualTo(3);
  }

  @Test
  void rowsComeBackAsTheyWere() {
    float[] values = new Numbers(6).next(600 * 3, 7);

    assertThat(new NearestRows(FeatureRows.of(values, 3)).rows().values()).containsExactly(values);
  }
}
