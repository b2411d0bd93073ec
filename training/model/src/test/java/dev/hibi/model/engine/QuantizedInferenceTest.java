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
import dev.hibi.model.network.ActivationRanges;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.Precision;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On a processor without such instructions only what is refused is tested. */
final class QuantizedInferenceTest {
  private static final int SIZE = 64;
  private static final int IMAGES = 4;

  private NetworkDefinition network = Backbone.RESNET18.network(2);
  private StateDict weights;
  private ActivationRanges ranges;

  @BeforeEach
  void measure() throws IOException {
    measure(Backbone.RESNET18);
  }

  private void measure(Backbone backbone) throws IOException {
    network = backbone.network(2);
    weights = NetworkWeights.random(network, 1);
    try (RangeMeasurement measurement = RangeMeasurement.of(network, weights, SIZE, Device.cpu());
        NDManager manager = measurement.manager().newSubManager()) {
      measurement.add(images(manager, 0));
      measurement.add(images(manager, 1));
      ranges = measurement.ranges();
    }
  }

  private static Stream<Backbone> backbones() {
    return Stream.of(
        Backbone.RESNET10_W16, Backbone.RESNET18, Backbone.RESNET50, Backbone.RESNET50_V1);
  }

  @ParameterizedTest
  @MethodSource("backbones")
  void featuresPointWhereThoseInFloat32Do(Backbone backbone) throws IOException {
    requireInstructions();
    measure(backbone);

    float[] exact = features(InferenceOptions.in(Precision.FLOAT32));
    float[] quantized = features(quantized());

    assertThat(quantized).isNotEqualTo(exact).isNotEqualTo(features(bfloat16()));
    int width = exact.length / IMAGES;
    for (int image = 0; image < IMAGES; image++) {
      assertThat(Cosine.of(exact, quantized, image, width)).isGreaterThan(0.99);
    }
  }

  @Test
  void rangesAreOfAllBatchesAndOfEachLayerThatEndsInOne() throws IOException {
    ranges.requireFit(network);

    assertThat(ranges.byLayer().keySet())
        .containsExactlyElementsOf(ActivationRanges.layers(network))
        .startsWith("relu", "layer1.0.relu1", "layer1.0.bn2", "layer1.0.relu")
        .contains("layer2.0.downsample.1")
        .doesNotContain("bn1", "layer1.0.bn1");
    assertThat(ranges.range("layer1.0.relu1").least()).isZero();
    assertThat(ranges.range("layer1.0.bn2").least()).isNegative();
    try (RangeMeasurement one = RangeMeasurement.of(network, weights, SIZE, Device.cpu());
        NDManager manager = one.manager().newSubManager()) {
      one.add(images(manager, 0));
      assertThat(one.ranges().with(ranges)).isEqualTo(ranges);
      assertThat(one.ranges()).isNotEqualTo(ranges);
    }
  }

  @Test
  void equalWeightsAndRangesAnswerTheSame() throws IOException {
    requireInstructions();

    assertThat(features(quantized())).isEqualTo(features(quantized()));
  }

  @Test
  void anImageHasTheSameFeaturesAloneAndInABatch() throws IOException {
    requireInstructions();
    float[] together = features(quantized());

    try (InferenceNetwork inference = open(quantized());
        NDManager manager = inference.manager().newSubManager()) {
      float[] alone = inference.features(images(manager, 0).get("1:2")).toFloatArray();

      assertThat(Cosine.of(pick(together, 1), alone, 0, alone.length)).isGreaterThan(0.9999);
    }
  }

  @Test
  void threadsAgreeToTheBitAlsoWhenTheyBeginTogether() throws Exception {
    requireInstructions();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    float[] expected = features(quantized());
    try (InferenceNetwork inference = open(quantized())) {
      List<Future<float[]>> together = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        together.add(threads.submit(() -> features(inference)));
      }
      for (Future<float[]> features : together) {
        assertThat(features.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void rangesMustBeThere() {
    requireInstructions();

    assertThatThrownBy(() -> open(InferenceOptions.in(Precision.INT8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("int8 needs the ranges of activations: expected those of resnet18, found none");
  }

  @Test
  void rangesMustBeThoseOfTheNetwork() {
    requireInstructions();
    network = Backbone.RESNET34.network(2);
    weights = NetworkWeights.random(network, 1);

    assertThatThrownBy(() -> open(quantized()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no range: expected one for each of the layers, found none (layer1.2.relu1)");
  }

  @Test
  void aGpuIsRefused() {
    assertThatThrownBy(() -> InferenceNetwork.of(network, weights, SIZE, Device.gpu(), quantized()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("int8 is for CPUs with avx512_vnni: expected one, found gpu(0)");
  }

  @Test
  void aNetworkThatAnswersInfinitiesHasNoRanges() throws IOException {
    try (RangeMeasurement measurement = RangeMeasurement.of(network, weights, SIZE, Device.cpu());
        NDManager manager = measurement.manager().newSubManager()) {
      NDArray images = images(manager, 0).mul(Float.POSITIVE_INFINITY);

      assertThatThrownBy(() -> measurement.add(images))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("bad range: expected two finite numbers, the least first, found NaN and NaN");
      assertThat(measurement.ranges()).isEqualTo(ActivationRanges.NONE);
    }
  }

  private InferenceOptions quantized() {
    return InferenceOptions.in(Precision.INT8).activations(ranges);
  }

  private static InferenceOptions bfloat16() {
    return InferenceOptions.in(Precision.BFLOAT16);
  }

  private static void requireInstructions() {
    assumeTrue(Processor.multipliesInt8(), "no avx512_vnni here");
  }

  private InferenceNetwork open(InferenceOptions options) throws IOException {
    return InferenceNetwork.of(network, weights, SIZE, Device.cpu(), options);
  }

  private float[] features(InferenceOptions options) throws IOException {
    try (InferenceNetwork inference = open(options)) {
      return features(inference);
    }
  }

  private static float[] features(InferenceNetwork network) {
    try (NDManager manager = network.manager().newSubManager()) {
      return network.features(images(manager, 0)).toFloatArray();
    }
  }

  private static NDArray images(NDManager manager, int salt) {
    float[] pixels = Pattern.values(IMAGES * 3 * SIZE * SIZE, salt, 4, 0);
    return manager.create(pixels, new Shape(IMAGES, 3, SIZE, SIZE));
  }

  private static float[] pick(float[] features, int image) {
    int width = features.length / IMAGES;
    return Arrays.copyOfRange(features, image * width, (image + 1) * width);
  }
}
