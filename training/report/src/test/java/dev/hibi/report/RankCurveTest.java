package dev.hibi.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.report.RankCurve.Point;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RankCurveTest {
  @Test
  void samplesOfEqualScoresComeTogether() {
    RankCurve curve =
        RankCurve.of(new double[] {3, 1, 1, 2}, new boolean[] {true, true, false, false});

    assertThat(curve.points())
        .containsExactly(
            new Point(Double.POSITIVE_INFINITY, 0, 0),
            new Point(3, 1, 0),
            new Point(2, 1, 1),
            new Point(1, 2, 2));
    assertThat(curve.recall(curve.points().get(2))).isEqualTo(0.5);
    assertThat(RankCurve.precision(curve.points().get(3))).isEqualTo(0.5);
  }

  @Test
  void onlyCornersAreDrawnAndTheAreaStays() {
    SplittableRandom random = new SplittableRandom(1);
    double[] scores = random.doubles(2000).toArray();
    boolean[] positive = new boolean[2000];
    for (int i = 0; i < 2000; i++) {
      positive[i] = random.nextDouble() < scores[i] * scores[i];
    }
    RankCurve curve = RankCurve.of(scores, positive);

    RankCurve drawn = new RankCurve(curve.corners(10_000), curve.positives(), curve.negatives());
    RankCurve thinned = new RankCurve(curve.corners(100), curve.positives(), curve.negatives());

    assertThat(drawn.points()).hasSizeLessThan(1500);
    assertThat(area(drawn)).isEqualTo(area(curve));
    assertThat(thinned.points()).hasSize(100).startsWith(curve.points().get(0));
    assertThat(thinned.points()).endsWith(curve.points().get(curve.points().size() - 1));
  }

  private static double area(RankCurve curve) {
    long area = 0;
    for (int i = 1; i < curve.points().size(); i++) {
      Point before = curve.points().get(i - 1);
      Point point = curve.points().get(i);
      area += (point.falseAlarms() - before.falseAlarms()) * (point.found() + before.found());
    }
    return area;
  }

  @Test
  void aCurveNeedsBothKindsAndNumbers() {
    assertThat(RankCurve.isDrawn(new double[] {1, 2}, new boolean[] {true, false})).isTrue();
    assertThat(RankCurve.isDrawn(new double[] {1, 2}, new boolean[] {true, true})).isFalse();
    assertThat(RankCurve.isDrawn(new double[] {1, Double.NaN}, new boolean[] {true, false}))
        .isFalse();
    assertThat(RankCurve.isDrawn(new double[0], new boolean[0])).isFalse();
  }
}
