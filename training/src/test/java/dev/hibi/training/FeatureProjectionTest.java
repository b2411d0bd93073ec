package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.ClassLabels;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FeatureProjectionTest {

  @Test
  void aSampleAloneOrWithNumbersThatAreNotFiniteIsNotShown() throws IOException {
    assertThat(FeatureProjection.of(evaluation(new float[] {1, 2}), null)).isEmpty();
    assertThat(FeatureProjection.of(evaluation(new float[] {1, 2, 3, Float.NaN}), null)).isEmpty();
    assertThat(FeatureProjection.of(evaluation(new float[] {1, 2, 3, 4}), null))
        .hasValueSatisfying(embedding -> assertThat(embedding.size()).isEqualTo(2));
  }

  /** Of a sample for each two features, all of them kept. */
  private static Evaluation evaluation(float[] features) {
    int samples = features.length / 2;
    Evaluation.Collector collector =
        new Evaluation.Collector(new ClassLabels(List.of("N", "P")), samples, 10);
    collector.addFeatures(features, samples);
    collector.add(new float[2 * samples], new long[samples]);
    return collector.result();
  }
}
