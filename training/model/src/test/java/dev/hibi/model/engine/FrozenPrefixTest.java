package dev.hibi.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.Backbone;
import dev.hibi.model.Pattern;
import dev.hibi.model.network.Layer;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.network.Precision;
import dev.hibi.model.network.StepSpec;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is before a layer is computed by one script, what is behind it is trained by another. */
final class FrozenPrefixTest {
  private static final int EDGE = 64;
  private static final OptimizerSpec SGD = OptimizerSpec.sgd();

  @ParameterizedTest
  @CsvSource({
    "resnet18, 4, layer4:mean, FLOAT32, 1e-4",
    "resnet50, 3, 'layer2:max,layer4:mean', FLOAT32, 1e-4",
    "resnet50-v1, 2, layer4:mean, FLOAT32, 1e-4",
    "resnet18, 4, layer4:mean, BFLOAT16, 0.05",
    "resnet50, 2, 'layer3:max,layer1:mean', BFLOAT16, 0.05",
  })
  void theTwoPartsAnswerAsTheWhole(
      String name, int stage, String features, Precision precision, float tolerance)
      throws IOException {
    Bfloat16.assumeComputed(precision);
    Backbone backbone = Backbone.of(name);
    NetworkDefinition whole = backbone.network(3, PooledLayer.listOf(features));
    StateDict weights = Pattern.weights(whole);

    try (InferenceNetwork prefix = prefix(backbone, stage, weights, precision);
        TrainableNetwork rest =
            TrainableNetwork.builder(whole.from(stage), weights, SGD).precision(precision).open();
        TrainableNetwork exact = TrainableNetwork.builder(whole, weights, SGD).open();
        NDManager manager = exact.manager().newSubManager()) {
      NDArray images = images(manager);
      NDArray map = prefix.activations(images);

      int channels = ((Layer.Activations) whole.from(stage).layers().get(0)).channels();
      int edge = EDGE >> stage;
      boolean halves = precision == Precision.BFLOAT16;
      assertThat(map.getShape()).isEqualTo(new Shape(2, edge, edge, channels / (halves ? 2 : 1)));
      assertThat(map.getDataType()).isEqualTo(halves ? DataType.INT32 : DataType.FLOAT32);
      float[] expected = exact.logits(images).toFloatArray();
      assertThat(rest.logits(map).toFloatArray()).containsExactly(expected, within(tolerance));
    }
  }

  /** The gradients behind the cut are those of the whole network. */
  @Test
  void aStepOnTheRestIsThatOnTheWhole() throws IOException {
    NetworkDefinition whole = Backbone.RESNET10_W16.network(2);
    StateDict weights = Pattern.weights(whole);

    try (InferenceNetwork prefix = prefix(Backbone.RESNET10_W16, 3, weights, Precision.FLOAT32);
        TrainableNetwork rest =
            TrainableNetwork.builder(whole.from(3), weights, SGD).freezeBatchNorm(true).open();
        TrainableNetwork exact =
            TrainableNetwork.builder(whole, weights, SGD).freezeBatchNorm(true).open();
        NDManager manager = exact.manager().newSubManager()) {
      NDArray images = images(manager);
      NDArray labels = manager.create(new long[] {0, 1});
      float loss = exact.step(images, labels, 0.01).getFloat();

      NDArray map = prefix.activations(images);
      NDArray read = manager.create(map.toFloatArray(), map.getShape());

      assertThat(rest.step(read, labels, 0.01).getFloat()).isCloseTo(loss, within(1e-5f));
      StateDict expected = exact.weights();
      StateDict found = rest.weights();
      assertThat(found.names())
          .contains("layer3.0.conv1.weight", "fc.bias")
          .noneMatch(name -> name.startsWith("layer2") || name.startsWith("conv1"));
      for (String tensor : List.of("layer3.0.conv1.weight", "layer4.0.bn2.bias", "fc.weight")) {
        assertThat(floats(found, tensor)).containsExactly(floats(expected, tensor), within(1e-5f));
      }
    }
  }

  @Test
  void whatCannotBeCutIsRefused() {
    NetworkDefinition network =
        Backbone.RESNET18.network(2, PooledLayer.listOf("layer1:max,layer2:mean,layer4:mean"));

    assertThatThrownBy(() -> network.from(4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "features of frozen layers: expected none before layer3 to train from layer4, found"
                + " layer1:max,layer2:mean");
    assertThatThrownBy(() -> network.from(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "nothing to train from layer1: expected it and one before it, found none (resnet18)");
    assertThatThrownBy(() -> network.from(5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "nothing to train from layer5: expected it and one before it, found none (resnet18)");
    NetworkDefinition plain = Backbone.RESNET18.network(2);
    assertThatThrownBy(
            () ->
                TrainableNetwork.builder(plain.from(4), Pattern.weights(plain), SGD)
                    .step(StepSpec.builder().mixup(0.2).build())
                    .open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "features cannot be mixed: expected a network of images for mixup or cutmix, found a"
                + " part of one");
  }

  private static InferenceNetwork prefix(
      Backbone backbone, int stage, StateDict weights, Precision precision) throws IOException {
    NetworkDefinition until =
        backbone.network(1, List.of(new PooledLayer(stage - 1, PooledLayer.Pooling.MEAN)));
    StateDict head = NetworkWeights.random(until.headAlone(), 0);
    return InferenceNetwork.of(until, weights.with(head), EDGE, Device.cpu(), precision);
  }

  private static NDArray images(NDManager manager) {
    return manager.create(
        FloatBuffer.wrap(Pattern.values(2 * 3 * EDGE * EDGE, 999, 4, 0)),
        new Shape(2, 3, EDGE, EDGE));
  }

  private static float[] floats(StateDict weights, String name) {
    FloatBuffer buffer = weights.get(name).floats();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }
}
