package dev.hibi.training.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.ClassLabels;
import dev.hibi.training.Evaluation;
import dev.hibi.training.Evaluations;
import java.io.IOException;
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
    return Evaluations.withFeatures(ClassLabels.of("N", "P"), features.length / 2, features);
  }
}
