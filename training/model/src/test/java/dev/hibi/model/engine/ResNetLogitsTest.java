package dev.hibi.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.Backbone;
import dev.hibi.model.Pattern;
import dev.hibi.model.network.Precision;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The constants were printed by torchvision: {@code benchmarks/peers/resnet_logits.py}. */
final class ResNetLogitsTest {
  private static final int CLASSES = 3;
  private static final int SIZE = 64;

  @Test
  void resnet18EqualsTorchvision() throws IOException {
    assertLogits(
        Backbone.RESNET18, -0.5460905, -0.3370697, -0.5060861, -0.5245244, -0.3228823, -0.4916931);
  }

  @Test
  void resnet34EqualsTorchvision() throws IOException {
    assertLogits(
        Backbone.RESNET34, -0.5274418, -1.279929, -0.8559419, -0.5274926, -1.250833, -0.8499749);
  }

  @Test
  void resnet50EqualsTorchvision() throws IOException {
    assertLogits(Backbone.RESNET50, 2.577782, -4.487092, 0.380976, 2.588377, -4.457721, 0.4377884);
  }

  @Test
  void resnet101EqualsTorchvision() throws IOException {
    assertLogits(Backbone.RESNET101, 2.085333, -0.4077576, 11.97756, 2.10544, -0.411225, 11.95503);
  }

  @Test
  void resnet152EqualsTorchvision() throws IOException {
    assertLogits(Backbone.RESNET152, -11.96706, -3.136085, 37.0051, -11.9199, -3.151392, 36.87406);
  }

  @Test
  void resnet50V1EqualsTorchvision() throws IOException {
    assertLogits(
        Backbone.RESNET50_V1, 2.507046, -4.325641, 0.5691385, 2.513947, -4.319868, 0.5905675);
  }

  private static void assertLogits(Backbone backbone, double... expected) throws IOException {
    StateDict weights = Pattern.weights(backbone, CLASSES);

    try (InferenceNetwork network =
            InferenceNetwork.of(
                backbone.network(CLASSES), weights, SIZE, Device.cpu(), Precision.FLOAT32);
        NDManager manager = network.manager().newSubManager()) {
      float[] pixels = Pattern.values(2 * 3 * SIZE * SIZE, 1, 4, 0);
      NDArray images = manager.create(pixels, new Shape(2, 3, SIZE, SIZE));
      float[] logits = network.logits(images).toFloatArray();

      assertThat(logits).hasSize(expected.length);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) logits[i]).isCloseTo(expected[i], within(1e-4));
      }
    }
  }
}
