package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.ClassLabels;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PredictionsTest {
  private static final ClassLabels LABELS = ClassLabels.of("N", "P");

  @Test
  void samplesKeepTheirOrderOverBatches() {
    Predictions predictions =
        predictions(new float[][] {{2, 1, 0, 1}, {0, 3}}, new long[][] {{0, 0}, {1}});

    assertThat(predictions.size()).isEqualTo(3);
    assertThat(new int[] {predictions.label(0), predictions.label(1), predictions.label(2)})
        .containsExactly(0, 0, 1);
    assertThat(
            new int[] {
              predictions.predicted(0), predictions.predicted(1), predictions.predicted(2)
            })
        .containsExactly(0, 1, 1);
    assertThat(predictions.isOf(1)).containsExactly(false, false, true);
  }

  @Test
  void probabilitiesAreTheSoftmaxOfTheLogits() {
    Predictions predictions =
        predictions(new float[][] {{0, (float) Math.log(3), 1000, -1000}}, new long[][] {{1, 1}});

    assertThat(predictions.probabilities(1)[0]).isCloseTo(0.75, within(1e-7));
    assertThat(predictions.probability(0, 0)).isCloseTo(0.25, within(1e-7));
    assertThat(predictions.probabilities(0)[1]).isEqualTo(1);
    assertThat(predictions.probability(1, 1)).isEqualTo(0);
    assertThat(predictions.loss(1)).isEqualTo(2000);
  }

  @Test
  void theWorstMistakesAreThoseOfTheHighestLossInOrder() {
    // Right, slightly wrong, very wrong, as wrong as the one before, not a number.
    float[] logits = {9, 0, 0, 1, 0, 8, 0, 8, Float.NaN, 0};
    Predictions predictions = predictions(new float[][] {logits}, new long[][] {{0, 0, 0, 0, 1}});

    assertThat(predictions.worstMistakes(16)).containsExactly(4, 2, 3, 1);
    assertThat(predictions.worstMistakes(2)).containsExactly(4, 2);
    assertThat(predictions.worstMistakes(0)).isEmpty();
  }

  @Test
  void featuresOfEvenlySpreadSamplesAreKept() {
    EvaluationCollector collector = new EvaluationCollector(LABELS, 7, 3, Optional.empty());
    int sample = 0;
    for (int size : new int[] {2, 2, 3}) {
      float[] features = new float[size * 2];
      for (int i = 0; i < features.length; i++) {
        features[i] = sample * 2 + i;
      }
      assertThat(collector.wantsFeatures(size)).isEqualTo(sample != 4 || size == 3);
      collector.addFeatures(features, size);
      collector.add(new float[size * 2], new long[size]);
      sample += size;
    }

    var kept = collector.result().predictions().features();
    assertThat(kept.keySet()).containsExactly(0, 3, 6);
    assertThat(kept.get(3)).containsExactly(6, 7);
  }

  @Test
  void noFeaturesAreKeptUnasked() {
    EvaluationCollector collector = new EvaluationCollector(LABELS);

    assertThat(collector.wantsFeatures(8)).isFalse();
    assertThat(collector.result().predictions().features()).isEmpty();
  }

  private static Predictions predictions(float[][] logits, long[][] labels) {
    EvaluationCollector collector = new EvaluationCollector(LABELS);
    for (int i = 0; i < logits.length; i++) {
      collector.add(logits[i], labels[i]);
    }
    return collector.result().predictions();
  }
}
