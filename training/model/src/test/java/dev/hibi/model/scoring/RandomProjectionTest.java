package dev.hibi.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class RandomProjectionTest {
  @Test
  void eachNumberIsASumOfFeaturesTimesGaussians() {
    Random gaussians = new Random(5);
    double[][] matrix = new double[3][2];
    for (double[] line : matrix) {
      line[0] = gaussians.nextGaussian() / Math.sqrt(2);
      line[1] = gaussians.nextGaussian() / Math.sqrt(2);
    }

    float[] projected =
        RandomProjection.gaussian(3, 2, 5)
            .apply(FeatureRows.of(new float[] {1, 0, 0, 2, -3, 4}, 3))
            .values();

    assertThat(projected[0]).isCloseTo((float) matrix[0][0], within(1e-6f));
    assertThat(projected[3])
        .isCloseTo((float) (2 * matrix[0][1] - 3 * matrix[1][1] + 4 * matrix[2][1]), within(1e-5f));
  }

  @Test
  void lengthsAreKeptNearly() {
    FeatureRows rows = FeatureRows.of(new Numbers(1).next(100 * 1_536, 1_000), 1_536);

    FeatureRows projected = RandomProjection.gaussian(1_536, 128, 1).apply(rows);

    for (int row = 0; row < rows.count(); row++) {
      assertThat(length(projected, row) / length(rows, row)).isCloseTo(1, within(0.3));
    }
  }

  private static double length(FeatureRows rows, int row) {
    double sum = 0;
    for (int i = 0; i < rows.width(); i++) {
      sum += Math.pow(rows.values()[rows.offset(row) + i], 2);
    }
    return Math.sqrt(sum);
  }

  @Test
  void rowsProjectedOneByOneAreTheSame() {
    FeatureRows rows = FeatureRows.of(new Numbers(1).next(130 * 100, 1_000), 100);
    RandomProjection projection = RandomProjection.gaussian(100, 8, 1);

    FeatureRows together = projection.apply(rows);

    for (int row = 0; row < rows.count(); row++) {
      assertThat(projection.apply(rows.select(row)).values())
          .containsExactly(together.select(row).values());
    }
  }

  @Test
  void rowsOfAnotherWidthAreRefused() {
    assertThatThrownBy(
            () -> RandomProjection.gaussian(3, 2, 5).apply(FeatureRows.of(new float[4], 4)))
        .hasMessage("rows of other features: expected 3 in each, found 4");
  }
}
