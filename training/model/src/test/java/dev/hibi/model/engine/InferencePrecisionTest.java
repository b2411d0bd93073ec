package dev.hibi.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.Backbone;
import dev.hibi.model.Pattern;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.Precision;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class InferencePrecisionTest {
  private static final int SIZE = 64;

  private static Stream<Backbone> backbones() {
    return Stream.of(
        Backbone.RESNET10_W16, Backbone.RESNET18, Backbone.RESNET50, Backbone.RESNET50_V1);
  }

  @ParameterizedTest
  @MethodSource("backbones")
  void featuresInBfloat16PointWhereThoseInFloat32Do(Backbone backbone) throws IOException {
    Bfloat16.assumeComputed(Precision.BFLOAT16);
    NetworkDefinition network = backbone.network(2);
    StateDict weights = NetworkWeights.random(network, 1);

    float[] exact = features(network, weights, Precision.FLOAT32);
    float[] fast = features(network, weights, Precision.BFLOAT16);

    assertThat(fast).isNotEqualTo(exact);
    for (int image = 0; image < 2; image++) {
      assertThat(Cosine.of(exact, fast, image, exact.length / 2)).isGreaterThan(0.998);
    }
  }

  @Test
  void whatIsFastestIsTaken() throws IOException {
    NetworkDefinition network = Backbone.RESNET10_W16.network(2);

    try (InferenceNetwork inference =
        InferenceNetwork.of(network, NetworkWeights.random(network, 1), SIZE, Device.cpu())) {
      assertThat(inference.precision()).isEqualTo(PyTorch.fastestPrecision(Device.cpu()));
    }
  }

  @Test
  void whatDiffersFromFloat32IsComputedInFloat32() throws IOException {
    assumeTrue(PyTorch.fastestPrecision(Device.cpu()) != Precision.FLOAT32, "fp32 is fastest here");
    NetworkDefinition network = Backbone.RESNET10_W16.network(2);

    try (InferenceNetwork inference =
        InferenceNetwork.of(network, NetworkWeights.random(network, 1), SIZE, Device.cpu(), 1.01)) {
      assertThat(inference.precision()).isEqualTo(Precision.FLOAT32);
    }
  }

  @Test
  void halfPrecisionIsForGpus() {
    NetworkDefinition network = Backbone.RESNET10_W16.network(2);
    StateDict weights = NetworkWeights.random(network, 1);

    assertThatThrownBy(
            () -> InferenceNetwork.of(network, weights, SIZE, Device.cpu(), Precision.FLOAT16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fp16 is for GPUs: expected fp32 or bf16 on a CPU, found fp16");
  }

  @Test
  void bfloat16IsRefusedWherePyTorchHasNoCodeForIt() {
    assumeTrue(Processor.refusesBfloat16(), "bfloat16 is computed here");
    NetworkDefinition network = Backbone.RESNET10_W16.network(2);
    StateDict weights = NetworkWeights.random(network, 1);

    assertThatThrownBy(
            () -> InferenceNetwork.of(network, weights, SIZE, Device.cpu(), Precision.BFLOAT16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "bf16 is for CPUs with avx512bw, avx512vl and avx512dq: expected one, found "
                + Processor.describe());
  }

  @Test
  void imagesOfAnotherSizeHaveTheSameFeatures() throws IOException {
    NetworkDefinition network = Backbone.RESNET18.network(2);
    StateDict weights = NetworkWeights.random(network, 1);

    float[] exact = features(network, weights, Precision.FLOAT32);
    try (InferenceNetwork other =
        InferenceNetwork.of(network, weights, 3 * SIZE, Device.cpu(), Precision.FLOAT32)) {
      assertThat(Cosine.of(exact, features(other), 0, exact.length / 2)).isGreaterThan(0.999999);
    }
  }

  @Test
  void anImageAloneHasTheFeaturesThatItHasAmongOthers() throws IOException {
    NetworkDefinition network = Backbone.RESNET50.network(2);
    StateDict weights = NetworkWeights.random(network, 1);
    int edge = 96; // at which some weights are laid out in another way for a single image

    try (InferenceNetwork inference =
            InferenceNetwork.of(network, weights, edge, Device.cpu(), Precision.FLOAT32);
        NDManager manager = inference.manager().newSubManager()) {
      float[] pixels = Pattern.values(2 * 3 * edge * edge, 1, 4, 0);
      NDArray images = manager.create(pixels, new Shape(2, 3, edge, edge));
      float[] together = inference.features(images).get("0:1").toFloatArray();
      float[] alone = inference.features(images.get("0:1")).toFloatArray();
      assertThat(Cosine.of(alone, together, 0, alone.length)).isGreaterThan(0.999999);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FLOAT32", "BFLOAT16"})
  void threadsAgreeToTheBit(Precision precision) throws Exception {
    Bfloat16.assumeComputed(precision);
    NetworkDefinition network = Backbone.RESNET18.network(2);
    StateDict weights = NetworkWeights.random(network, 1);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (InferenceNetwork inference =
        InferenceNetwork.of(network, weights, SIZE, Device.cpu(), precision)) {
      float[] alone = features(inference);
      List<Future<float[]>> together = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        together.add(threads.submit(() -> features(inference)));
      }
      for (Future<float[]> features : together) {
        assertThat(features.get()).isEqualTo(alone);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static float[] features(NetworkDefinition network, StateDict weights, Precision precision)
      throws IOException {
    try (InferenceNetwork inference =
        InferenceNetwork.of(network, weights, SIZE, Device.cpu(), precision)) {
      return features(inference);
    }
  }

  private static float[] features(InferenceNetwork network) {
    try (NDManager manager = network.manager().newSubManager()) {
      float[] pixels = Pattern.values(2 * 3 * SIZE * SIZE, 1, 4, 0);
      NDArray images = manager.create(pixels, new Shape(2, 3, SIZE, SIZE));
      return network.features(images).toFloatArray();
    }
  }
}
