package dev.hibi.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PatchBankTest {
  private static final int WIDTH = 4;

  /** Against the paper's equations in numpy, in float64. */
  @Test
  void scoresAreThoseOfThePaper() {
    Numbers numbers = new Numbers(21);
    PatchBank bank = PatchBank.of(FeatureRows.of(numbers.next(40 * WIDTH, 200), WIDTH));
    FeatureRows patches = FeatureRows.of(numbers.next(6 * WIDTH, 150), WIDTH);

    PatchScores scores = bank.scores(patches, 3);

    assertThat(scores.map().distances())
        .containsExactly(
            new float[] {2.24262f, 1.436394f, 3.368471f, 3.515835f, 2.511413f, 2.547796f},
            within(1e-5f));
    assertThat(scores.image()).isCloseTo(3.471731f, within(1e-5f));
    assertThat(scores.map().columns()).isEqualTo(3);
    assertThat(scores.map().rows()).isEqualTo(2);
  }

  /** Of distances of 7, 5, 3, 1.5 and 0.5; 40 % of 5 patches are 2, 41 % are 3. */
  @ParameterizedTest
  @CsvSource({"1, 7", "20, 7", "40, 6", "41, 5", "100, 3.4"})
  void aScoreIsTheMeanOfTheFarthestPatches(int percent, float score) {
    PatchBank bank = PatchBank.of(FeatureRows.of(new float[] {0, 10}, 1), percent);
    FeatureRows patches = FeatureRows.of(new float[] {-3, 0.5f, 17, 15, -1.5f}, 1);

    assertThat(bank.scores(patches, 5).image()).isCloseTo(score, within(1e-6f));
  }

  @Test
  void anImageOfTheBanksOwnPatchesScoresZero() {
    FeatureRows rows = FeatureRows.of(new Numbers(2).next(30 * WIDTH, 10), WIDTH);

    PatchScores scores = PatchBank.of(rows).scores(rows, 6);

    assertThat(scores.image()).isZero();
    assertThat(scores.map().distances()).containsOnly(0);
  }

  @Test
  void aDistanceFromARareRowCountsMore() {
    float[] dense = {0, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f};
    float[] thin = {0, 5, 10, 15, 20, 25, 30, 35, 40};
    FeatureRows patch = FeatureRows.of(new float[] {-1}, 1);

    float fromDense = PatchBank.of(FeatureRows.of(dense, 1)).scores(patch, 1).image();
    float fromThin = PatchBank.of(FeatureRows.of(thin, 1)).scores(patch, 1).image();

    assertThat(fromDense).isCloseTo(1 - 1 / sumOfExp(dense), within(1e-6f));
    assertThat(fromThin).isCloseTo(1 - 1 / sumOfExp(thin), within(1e-6f));
    assertThat(fromThin).isGreaterThan(fromDense);
  }

  private static float sumOfExp(float[] rows) {
    float sum = 0;
    for (float row : rows) {
      sum += (float) Math.exp(row);
    }
    return sum;
  }

  @Test
  void withOneRowThereIsNoWeight() {
    PatchBank bank = PatchBank.of(FeatureRows.of(new float[] {3, 4}, 2));

    assertThat(bank.scores(FeatureRows.of(new float[2], 2), 1).image()).isEqualTo(5);
  }

  /** {@code scipy.ndimage.gaussian_filter(bilinear, 4)} of a grid of 4 x 3, at 24 x 18. */
  @Test
  void theMapIsSciPysGaussianOfTheEnlargedGrid() {
    float[] grid = {0, 1, 0, 2, 3, 0, 1, 0, 0, 0, 5, 1};

    float[] map = new PatchMap(4, grid).enlarged(24, 18);

    assertThat(map).hasSize(24 * 18);
    assertThat(at(map, 0, 0)).isCloseTo(0.553446f, within(1e-5f));
    assertThat(at(map, 23, 0)).isCloseTo(1.410869f, within(1e-5f));
    assertThat(at(map, 12, 9)).isCloseTo(1.107667f, within(1e-5f));
    assertThat(at(map, 0, 17)).isCloseTo(0.441021f, within(1e-5f));
    assertThat(at(map, 23, 17)).isCloseTo(1.412173f, within(1e-5f));
    assertThat(at(map, 15, 12)).isCloseTo(1.783456f, within(1e-5f));
    assertThat(at(map, 3, 5)).isCloseTo(0.987474f, within(1e-5f));
  }

  private static float at(float[] map, int x, int y) {
    return map[y * 24 + x];
  }

  /** The mirror is passed several times. */
  @Test
  void aMapSmallerThanTheGaussianIsSciPysToo() {
    float[] grid = {0, 1, 0, 2, 3, 0, 1, 0, 0, 0, 5, 1};

    float[] map = new PatchMap(4, grid).enlarged(7, 5);

    assertThat(map[0]).isCloseTo(1.015713f, within(1e-5f));
    assertThat(map[4 * 7 + 6]).isCloseTo(1.152597f, within(1e-5f));
    assertThat(map[2 * 7 + 3]).isCloseTo(1.081333f, within(1e-5f));
  }

  @Test
  void aMapOfOneDistanceIsThatDistance() {
    float[] grid = new float[6];
    Arrays.fill(grid, 2.5f);

    float[] map = new PatchMap(3, grid).enlarged(9, 40);

    for (float value : map) {
      assertThat(value).isCloseTo(2.5f, within(1e-6f));
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    PatchBank bank = PatchBank.of(FeatureRows.of(new float[4], 2));
    PatchScores scores = bank.scores(FeatureRows.of(new float[4], 2), 1);

    assertThatThrownBy(() -> PatchBank.of(FeatureRows.of(new float[0], 2)))
        .hasMessage("empty bank: expected at least one row, found none");
    assertThatThrownBy(() -> bank.scores(FeatureRows.of(new float[10], 2), 3))
        .hasMessage("bad grid: expected rows of 3 patches, found 5 patches");
    assertThatThrownBy(() -> bank.scores(FeatureRows.of(new float[6], 3), 2))
        .hasMessage("rows of other features: expected 2 in each, found 3");
    assertThatThrownBy(() -> scores.map().enlarged(0, 5))
        .hasMessage("bad size of a map: expected at least 1 x 1, found 0 x 5");
  }
}
