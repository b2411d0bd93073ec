package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StandardizationTest {
  private static final int WIDTH = 3;

  /** Two blocks; the last feature never varies. */
  private static final float[] ROWS = {1, 10, 7, 2, 30, 7, 4, 20, 7, 5, 40, 7, 8, 50, 7};

  private static final NetworkDefinition HEAD = NetworkDefinition.headAlone(WIDTH, 2);

  private static final StateDict WEIGHTS =
      new StateDict(
          Map.of(
              "fc.weight", Tensor.of(new float[] {0.5f, -0.25f, 2, -1, 0.125f, 3}, 2, WIDTH),
              "fc.bias", Tensor.of(new float[] {0.5f, -2}, 2)));

  /** {@code (x - x.mean(0)) / numpy.sqrt(x.var(0) + 1e-5)}. */
  @Test
  void valuesAreThoseOfNumpy() throws IOException {
    FeatureSamples samples = samples();

    assertThat(floats(Standardization.of(samples).apply(samples)))
        .containsExactly(
            new float[] {
              -1.224744f,
              -1.414214f,
              0,
              -0.816496f,
              0,
              0,
              0,
              -0.707107f,
              0,
              0.408248f,
              0.707107f,
              0,
              1.632992f,
              1.414214f,
              0
            },
            within(1e-5f));
    assertThat(floats(samples)).containsExactly(ROWS);
  }

  @Test
  void aHeadAnswersTheSameInBothSpacesButForWhatNeverVaries() throws IOException {
    FeatureSamples samples = samples();
    Standardization scale = Standardization.of(samples);

    StateDict entered = scale.enter(WEIGHTS, HEAD);
    StateDict left = scale.leave(entered, HEAD);

    float[] expected = logits(ROWS, WEIGHTS);
    assertThat(logits(floats(scale.apply(samples)), entered))
        .containsExactly(expected, within(1e-4f));
    assertThat(logits(ROWS, left)).containsExactly(expected, within(1e-4f));
    assertThat(left.get("fc.weight").floats().get(2)).isZero();
    assertThat(left.get("fc.weight").floats().get(1)).isCloseTo(-0.25f, within(1e-6f));
  }

  @Test
  void imagesAreLeftAsTheyAre() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      ImageSamples images = new ImageSamples(Toy.data(manager, 4, 1), 2, 0);
      Standardization scale = Standardization.of(images);

      assertThat(scale.apply(images)).isSameAs(images);
      assertThat(scale.enter(WEIGHTS, HEAD)).isSameAs(WEIGHTS);
      assertThat(scale.leave(WEIGHTS, HEAD)).isSameAs(WEIGHTS);
    }
  }

  private static FeatureSamples samples() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      RunSettings settings = Runs.settings(Toy.data(manager, 4, 1), 8);
      return new FeatureSamples(
          List.of(FloatBuffer.wrap(ROWS, 0, 9).slice(), FloatBuffer.wrap(ROWS, 9, 6).slice()),
          3,
          new RowForm(List.of((long) WIDTH), Tensor.Type.FLOAT32),
          new long[] {0, 1, 0, 1, 0},
          settings.recipe());
    }
  }

  private static float[] floats(Samples samples) throws IOException {
    try (NDManager manager = NDManager.newBaseManager();
        Batch batch = samples.forEvaluation(manager).iterator().next()) {
      return batch.getData().singletonOrThrow().toFloatArray();
    }
  }

  private static float[] logits(float[] rows, StateDict head) {
    float[] logits = new float[rows.length / WIDTH * 2];
    for (int i = 0; i < logits.length; i++) {
      double sum = head.get("fc.bias").floats().get(i % 2);
      for (int j = 0; j < WIDTH; j++) {
        sum += head.get("fc.weight").floats().get(i % 2 * WIDTH + j) * rows[i / 2 * WIDTH + j];
      }
      logits[i] = (float) sum;
    }
    return logits;
  }
}
