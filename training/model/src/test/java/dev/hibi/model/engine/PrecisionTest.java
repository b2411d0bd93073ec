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
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.Precision;
import dev.hibi.model.network.StepSpec;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** bfloat16 is computed on every processor, on one that does not multiply it slowly. */
final class PrecisionTest {
  private static final int BATCH = 6;
  private static final int EDGE = 32;
  private static final NetworkDefinition NETWORK = Backbone.of("resnet10-w16").network(2);
  private static final StateDict INITIAL = NetworkWeights.random(NETWORK, 0);
  private static final OptimizerSpec OPTIMIZER = OptimizerSpec.adamAmsgrad();

  @Test
  void whatComesOutIsFloat32InEveryPrecision() throws IOException {
    try (TrainableNetwork network = builder(Precision.BFLOAT16).open();
        NDManager batch = network.manager().newSubManager()) {
      NDArray images = images(batch);

      assertThat(network.features(images).getDataType()).isEqualTo(DataType.FLOAT32);
      assertThat(network.logits(images).getDataType()).isEqualTo(DataType.FLOAT32);
      assertThat(step(network, batch).getDataType()).isEqualTo(DataType.FLOAT32);
      network.stepKeepingGradients(images, labels(batch), 0.01);
      assertThat(network.gradients().get("conv1.weight").toString()).startsWith("float32");
    }
  }

  @Test
  void aStepInBfloat16IsThatInFloat32ButForItsRounding() throws IOException {
    try (TrainableNetwork exact = builder(Precision.FLOAT32).open();
        TrainableNetwork rounded = builder(Precision.BFLOAT16).open();
        NDManager batch = exact.manager().newSubManager()) {
      float[] expected = exact.logits(images(batch)).toFloatArray();
      assertThat(rounded.logits(images(batch)).toFloatArray())
          .containsExactly(expected, within(0.02f))
          .isNotEqualTo(expected);
      assertThat(step(rounded, batch).getFloat())
          .isCloseTo(step(exact, batch).getFloat(), within(0.02f));
    }
  }

  @Test
  void aResumedTrainingInBfloat16IsTheUninterruptedOneToTheBit() throws IOException {
    StepSpec all =
        StepSpec.builder()
            .labelSmoothing(0.1)
            .clipNorm(1)
            .ema(0.9)
            .decayOnNorm(false)
            .rateFactor("layer1.", 0.5)
            .mixup(1)
            .accumulate(2)
            .build();
    TrainableNetwork.Builder builder = builder(Precision.BFLOAT16).step(all);
    StateDict expected;
    StateDict averages;
    try (TrainableNetwork whole = builder.open()) {
      steps(whole, 4);
      expected = whole.weights();
      averages = whole.answeringWeights();
    }

    StateDict weights;
    StateDict state;
    try (TrainableNetwork half = builder.open()) {
      steps(half, 2);
      weights = half.weights();
      state = half.optimizerState();
    }
    TrainableNetwork.Builder resumed =
        TrainableNetwork.builder(NETWORK, weights, OPTIMIZER)
            .optimizerState(state)
            .precision(Precision.BFLOAT16)
            .step(all);

    try (TrainableNetwork rest = resumed.open()) {
      steps(rest, 2);
      assertEqual(rest.weights(), expected);
      assertEqual(rest.answeringWeights(), averages);
    }
  }

  /** With running statistics that stay, the samples of a batch do not look at each other. */
  @Test
  void partsAndTwoDevicesEqualOneOnAllSamples() throws IOException {
    TrainableNetwork.Builder builder = builder(Precision.FLOAT32).freezeBatchNorm(true);
    try (TrainableNetwork whole = builder.open();
        TrainableNetwork two = builder.devices(List.of(Device.cpu(), Device.cpu())).open();
        TrainableNetwork parts =
            builder.device(Device.cpu()).step(StepSpec.builder().accumulate(3).build()).open();
        NDManager batch = whole.manager().newSubManager()) {
      for (int i = 0; i < 3; i++) {
        float loss = step(whole, batch).getFloat();
        assertThat(step(parts, batch).getFloat()).isCloseTo(loss, within(1e-5f));
        assertThat(step(two, batch).getFloat()).isCloseTo(loss, within(1e-5f));
      }

      for (String name : NETWORK.learning()) {
        float[] expected = whole.weights().get(name).toFloatArray();
        assertThat(two.weights().get(name).toFloatArray())
            .as(name)
            .containsExactly(expected, within(2e-4f));
        assertThat(parts.weights().get(name).toFloatArray())
            .as(name)
            .containsExactly(expected, within(2e-4f));
      }
    }
  }

  @Test
  void float16IsNotTrainedIn() {
    assertThatThrownBy(() -> builder(Precision.FLOAT16).open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gradients would vanish: expected fp32 or bf16 to train in, found fp16");
  }

  private static TrainableNetwork.Builder builder(Precision precision) {
    return TrainableNetwork.builder(NETWORK, INITIAL, OPTIMIZER).precision(precision);
  }

  private static void steps(TrainableNetwork network, int count) {
    try (NDManager batch = network.manager().newSubManager()) {
      for (int i = 0; i < count; i++) {
        network.step(images(batch), labels(batch), 0.01, StepSpec.Mixing.mixup(0.8), false);
      }
    }
  }

  private static NDArray step(TrainableNetwork network, NDManager batch) {
    return network.step(images(batch), labels(batch), 0.001);
  }

  private static NDArray images(NDManager manager) {
    float[] pixels = new float[BATCH * 3 * EDGE * EDGE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) Math.sin(i);
    }
    return manager.create(pixels, new Shape(BATCH, 3, EDGE, EDGE));
  }

  private static NDArray labels(NDManager manager) {
    return manager.create(new long[] {0, 1, 0, 1, 1, 0});
  }

  private static void assertEqual(StateDict found, StateDict expected) {
    assertThat(found.names()).isEqualTo(expected.names());
    for (String name : expected.names()) {
      assertThat(found.get(name).bytes()).as(name).isEqualTo(expected.get(name).bytes());
    }
  }
}
