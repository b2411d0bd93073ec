package dev.hibi.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * Expected weights are scikit-learn 1.9.1's: {@code LogisticRegression(C=C, solver="lbfgs",
 * tol=1e-12, max_iter=100000).fit(X, y, sample_weight=w)}.
 */
final class LogisticHeadTest {
  private static final Offset<Double> CLOSE = within(1e-6);
  private static final int ROWS = 24;
  private static final int WIDTH = 5;

  /** 24 rows of 5 features, labels and weights. */
  private static final class Samples {
    private final Numbers numbers = new Numbers(11);
    private final FeatureRows features = FeatureRows.of(numbers.next(ROWS * WIDTH, 500), WIDTH);
    private final int classes;
    private final int[] labels;
    private final double[] weights;

    Samples(int classes) {
      this.classes = classes;
      this.labels = numbers.rests(ROWS, classes);
      this.weights = Arrays.stream(numbers.rests(ROWS, 3)).mapToDouble(w -> 1 + w).toArray();
    }

    LogisticHead.Builder builder() {
      return LogisticHead.builder(features, labels, classes);
    }

    LogisticHead.Builder weighted() {
      return builder().sampleWeights(weights);
    }
  }

  private static double[] difference(LogisticHead head) {
    double[] weights = head.weights();
    double[] difference = new double[WIDTH];
    Arrays.setAll(difference, i -> weights[WIDTH + i] - weights[i]);
    return difference;
  }

  @Test
  void twoClassesDifferAsScikitLearnSays() {
    LogisticHead head = new Samples(2).builder().fit();

    assertThat(difference(head))
        .containsExactly(
            new double[] {-0.03695843, 0.47373597, 0.38531662, 0.29193530, 0.14711141}, CLOSE);
    assertThat(head.bias()[1] - head.bias()[0]).isCloseTo(0.26431134, CLOSE);
    assertThat(head.bias()[1]).isEqualTo(-head.bias()[0]);
    assertThat(head.converged()).isTrue();
    assertThat(head.gradientNorm()).isLessThanOrEqualTo(1e-6);
  }

  @Test
  void samplesCountByTheirWeightAsInScikitLearn() {
    Samples samples = new Samples(2);

    LogisticHead strict = samples.weighted().inverseRegularization(0.1).fit();
    LogisticHead loose = samples.weighted().inverseRegularization(10).fit();

    assertThat(difference(strict))
        .containsExactly(
            new double[] {0.02191921, 0.26793942, 0.12452871, 0.24853992, 0.14220154}, CLOSE);
    assertThat(difference(loose))
        .containsExactly(
            new double[] {0.13081196, 0.63184695, 0.48358255, 0.51564306, 0.56090254}, CLOSE);
    assertThat(loose.bias()[1] - loose.bias()[0]).isCloseTo(0.23159094, CLOSE);
  }

  @Test
  void threeClassesHaveScikitLearnsWeights() {
    Samples samples = new Samples(3);

    LogisticHead plain = samples.builder().fit();
    LogisticHead weighted = samples.weighted().inverseRegularization(10).fit();

    assertThat(plain.weights())
        .containsExactly(
            new double[] {
              -0.32005904, -0.03390493, -0.03895074, 0.14348552, -0.00423376, //
              -0.06443235, -0.33065187, -0.35149615, 0.08507735, -0.53194520, //
              0.38449139, 0.36455681, 0.39044688, -0.22856286, 0.53617896
            },
            CLOSE);
    assertThat(plain.bias())
        .containsExactly(new double[] {0.13601321, -0.07270523, -0.06330798}, CLOSE);
    assertThat(weighted.weights())
        .containsExactly(
            new double[] {
              -0.37115458, -0.18991245, -0.09528835, 0.54563784, 0.04109504, //
              -0.08175535, -0.48776419, -0.66087043, 0.07181858, -0.83857624, //
              0.45290993, 0.67767664, 0.75615878, -0.61745642, 0.79748120
            },
            CLOSE);
    assertThat(weighted.bias())
        .containsExactly(new double[] {0.16375167, -0.02195861, -0.14179306}, CLOSE);
  }

  @Test
  void weightTwoIsTheSameAsTheRowTwice() {
    FeatureRows once = FeatureRows.of(new float[] {0, 1, 2, 3}, 1);
    FeatureRows twice = FeatureRows.of(new float[] {0, 1, 1, 2, 3}, 1);

    LogisticHead weighted =
        LogisticHead.builder(once, new int[] {0, 1, 0, 1}, 2).sampleWeights(1, 2, 1, 1).fit();
    LogisticHead repeated = LogisticHead.builder(twice, new int[] {0, 1, 1, 0, 1}, 2).fit();

    assertThat(weighted.weights()).containsExactly(repeated.weights(), CLOSE);
    assertThat(weighted.bias()).containsExactly(repeated.bias(), CLOSE);
  }

  @Test
  void logitsAreWeightsTimesFeaturesPlusBias() {
    LogisticHead head = new Samples(3).builder().fit();

    double[] logits =
        head.logits(FeatureRows.of(new float[] {0, 0, 0, 0, 0, 1, 0, 0, 0, 0}, WIDTH));

    assertThat(Arrays.copyOf(logits, 3)).containsExactly(head.bias());
    assertThat(logits[4]).isEqualTo(head.bias()[1] + head.weights()[WIDTH]);
  }

  @Test
  void rowsThatASurfaceSeparatesHaveAnEndToo() {
    FeatureRows rows = FeatureRows.of(new float[] {-2, -1, 1, 2}, 1);

    LogisticHead head =
        LogisticHead.builder(rows, new int[] {0, 0, 1, 1}, 2).inverseRegularization(1e6).fit();

    assertThat(head.converged()).as("gradient %s", head.gradientNorm()).isTrue();
    assertThat(head.weights()[1]).isPositive().isFinite();
  }

  @Test
  void aHeadThatStopsEarlySaysHowFarItCame() {
    LogisticHead head = new Samples(3).builder().mostIterations(3).fit();

    assertThat(head.converged()).isFalse();
    assertThat(head.iterations()).isEqualTo(3);
    assertThat(head.gradientNorm()).isBetween(1e-6, 10.0);
  }

  @Test
  void bitsDoNotDependOnThreads() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[700 * 33];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    int[] labels = new int[700];
    Arrays.setAll(labels, row -> values[row * 33] > random.nextDouble() ? 1 : 0);
    LogisticHead.Builder builder = LogisticHead.builder(FeatureRows.of(values, 33), labels, 2);

    assertThat(onThreads(3, builder).weights()).containsExactly(onThreads(1, builder).weights());
  }

  private static LogisticHead onThreads(int threads, LogisticHead.Builder builder)
      throws Exception {
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      return pool.submit(builder::fit).get();
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    FeatureRows rows = FeatureRows.of(new float[] {1, 2, 3}, 1);

    assertThatThrownBy(() -> LogisticHead.builder(rows, new int[] {0, 1}, 2).fit())
        .hasMessage(
            "samples do not fit: expected a label and a weight for each of 3 rows, found 2 and 2");
    assertThatThrownBy(() -> LogisticHead.builder(rows, new int[] {0, 1, 2}, 2).fit())
        .hasMessage("bad label: expected 0 to 1, found 2 (row 2)");
    assertThatThrownBy(() -> LogisticHead.builder(rows, new int[] {0, 0, 0}, 2).fit())
        .hasMessage(
            "no sample of a class: expected at least one of weight above 0, found none (class 1)");
    assertThatThrownBy(
            () -> LogisticHead.builder(rows, new int[] {0, 1, 0}, 2).sampleWeights(1, -1, 1).fit())
        .hasMessage("bad weight: expected a finite number of at least 0, found -1.0 (row 1)");
    assertThatThrownBy(
            () -> LogisticHead.builder(rows, new int[] {0, 1, 0}, 2).inverseRegularization(0).fit())
        .hasMessage("bad inverse regularisation: expected a finite number above 0, found 0.0");
    assertThatThrownBy(() -> LogisticHead.builder(rows, new int[] {0, 0, 0}, 1).fit())
        .hasMessage("too few classes: expected at least 2, found 1");
  }
}
