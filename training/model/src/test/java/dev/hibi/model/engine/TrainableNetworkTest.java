package dev.hibi.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TrainableNetworkTest {
  private static final OptimizerSpec OPTIMIZER = new OptimizerSpec.Sgd(0.9, 0.01, true);

  @Test
  void gradientsAreThoseOfTheLossBeforeWeightDecay() throws IOException {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("fc.weight", Tensor.of(new float[] {0.5f, 0.5f, 0.5f, 0.5f}, 2, 2));
    weights.put("fc.bias", Tensor.zeros(2));
    StateDict head = new StateDict(weights);
    try (TrainableNetwork network =
            TrainableNetwork.builder(NetworkDefinition.headAlone(2, 2), head, OPTIMIZER).open();
        NDManager batch = network.manager().newSubManager()) {
      NDArray inputs = batch.create(new float[] {1, 2}, new Shape(1, 2));

      network.stepKeepingGradients(inputs, batch.create(new long[] {1}), 0.1).getFloat();

      // Both logits are equal, so softmax minus the label is (0.5, -0.5).
      StateDict gradients = network.gradients();
      assertThat(gradients.names()).containsExactly("fc.weight", "fc.bias");
      assertThat(gradients.get("fc.weight").toFloatArray()).containsExactly(0.5f, 1, -0.5f, -1);
      assertThat(gradients.get("fc.bias").toFloatArray()).containsExactly(0.5f, -0.5f);
      assertThatThrownBy(network::gradients)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("wrong number of tensors: expected 2, found 0 (gradients)");
    }
  }

  @Test
  void featuresAndHeadTogetherGiveTheLogits() throws IOException {
    try (TrainableNetwork network = resNet();
        NDManager batch = network.manager().newSubManager()) {
      NDArray images = images(batch);

      NDArray features = network.features(images);

      assertThat(features.getShape()).isEqualTo(new Shape(4, 512));
      assertThat(network.head(features).toFloatArray())
          .containsExactly(network.logits(images).toFloatArray(), within(0f));
    }
  }

  @Test
  void keepingGradientsAndLookingAtFeaturesLeaveTheTrainingAsItIs() throws IOException {
    try (TrainableNetwork plain = resNet();
        TrainableNetwork watched = resNet();
        NDManager batch = NDManager.newBaseManager()) {
      NDArray labels = batch.create(new long[] {0, 1, 0, 1});
      for (int step = 0; step < 3; step++) {
        float loss = plain.step(images(batch), labels, 0.01).getFloat();
        assertThat(watched.stepKeepingGradients(images(batch), labels, 0.01).getFloat())
            .isEqualTo(loss);
        watched.gradients();
        watched.features(images(batch));
      }

      for (String name : plain.weights().names()) {
        assertThat(watched.weights().get(name).bytes())
            .as(name)
            .isEqualTo(plain.weights().get(name).bytes());
      }
    }
  }

  private static TrainableNetwork resNet() throws IOException {
    NetworkDefinition network = Backbone.RESNET18.network(2);
    StateDict weights = NetworkWeights.random(network, 0);
    return TrainableNetwork.builder(network, weights, OPTIMIZER).open();
  }

  private static NDArray images(NDManager manager) {
    float[] pixels = new float[4 * 3 * 32 * 32];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) Math.sin(i);
    }
    return manager.create(pixels, new Shape(4, 3, 32, 32));
  }
}
