package dev.hibi.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.Precision;
import dev.hibi.model.network.StepSpec;
import dev.hibi.model.network.StepSpec.Mixing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Steps on a GPU; passed over where there is none. */
@Tag("gpu")
final class GpuStepTest {
  private static final NetworkDefinition NETWORK = Backbone.RESNET18.network(2);
  private static final StepSpec ALL =
      StepSpec.builder()
          .labelSmoothing(0.1)
          .classWeights(List.of(0.5, 1.5))
          .clipNorm(1)
          .ema(0.9)
          .decayOnNorm(false)
          .rateFactor("layer1.", 0.5)
          .build();

  @BeforeAll
  static void needAGpu() {
    assumeThat(PyTorch.engine().getGpuCount()).isPositive();
  }

  @Test
  void stepsAreThoseOfTheCpuButForRounding() throws IOException {
    for (OptimizerSpec optimizer :
        List.of(OptimizerSpec.sgd(), OptimizerSpec.adamAmsgrad(), OptimizerSpec.adamW())) {
      for (StepSpec step : List.of(StepSpec.PLAIN, ALL, ALL.toBuilder().accumulate(2).build())) {
        List<Float> expected =
            losses(Device.cpu(), optimizer, step, Precision.FLOAT32, Mixing.NONE);
        for (Precision precision : List.of(Precision.FLOAT32, Precision.BFLOAT16)) {
          List<Float> found = losses(Device.gpu(0), optimizer, step, precision, Mixing.NONE);
          for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i))
                .as("%s %s %s, step %d", optimizer, step, precision, i)
                .isCloseTo(expected.get(i), within(0.1f));
          }
        }
      }
    }
  }

  @Test
  void imagesAreMixedThere() throws IOException {
    StepSpec mixing = StepSpec.builder().mixup(1).cutmix(1).build();
    for (Mixing mixed : List.of(Mixing.mixup(0.3), Mixing.cutmix(0.3, 64, 5, 40))) {
      List<Float> expected =
          losses(Device.cpu(), OptimizerSpec.sgd(), mixing, Precision.FLOAT32, mixed);
      List<Float> found =
          losses(Device.gpu(0), OptimizerSpec.sgd(), mixing, Precision.BFLOAT16, mixed);
      assertThat(found.get(0)).isCloseTo(expected.get(0), within(0.1f));
    }
  }

  private static List<Float> losses(
      Device device, OptimizerSpec optimizer, StepSpec step, Precision precision, Mixing mixing)
      throws IOException {
    List<Float> losses = new ArrayList<>();
    try (TrainableNetwork network =
            TrainableNetwork.builder(NETWORK, NetworkWeights.random(NETWORK, 0), optimizer)
                .device(device)
                .precision(precision)
                .step(step)
                .open();
        NDManager batch = network.manager().newSubManager()) {
      float[] pixels = new float[8 * 3 * 64 * 64];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) Math.sin(i);
      }
      NDArray images = batch.create(pixels, new Shape(8, 3, 64, 64));
      NDArray labels = batch.create(new long[] {0, 1, 0, 1, 1, 0, 0, 1});
      for (int i = 0; i < 3; i++) {
        losses.add(network.step(images, labels, 1e-4, mixing, i == 2).getFloat());
      }
      assertThat(network.gradients().names()).isEqualTo(networkNames());
      network.optimizerState();
    }
    return losses;
  }

  private static Set<String> networkNames() {
    return new LinkedHashSet<>(NETWORK.learning());
  }
}
