package dev.hibi.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.model.Backbone;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.Pattern;
import dev.hibi.model.Provenance;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.network.Precision;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Features of several layers, computed by both scripts and by torchvision. */
final class PooledFeaturesTest {
  private static final int CLASSES = 3;
  private static final int EDGE = 64;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "resnet18, 'layer1:mean,layer2:max,layer3:max,layer4:mean'",
    "resnet50, 'layer4:max,layer3:mean,layer1:max'",
    "resnet50-v1, 'layer3:max'"
  })
  void theScriptThatAnswersGivesTheNumbersOfTheOneThatTrains(String name, String features)
      throws IOException {
    Bfloat16.assumeComputed(Precision.BFLOAT16);
    NetworkDefinition network = Backbone.of(name).network(CLASSES, PooledLayer.listOf(features));
    StateDict weights = Pattern.weights(network);

    try (TrainableNetwork trains =
            TrainableNetwork.builder(network, weights, OptimizerSpec.sgd()).open();
        InferenceNetwork exact = open(network, weights, Precision.FLOAT32);
        InferenceNetwork rounded = open(network, weights, Precision.BFLOAT16);
        NDManager manager = trains.manager().newSubManager()) {
      NDArray images = images(manager);
      float[] expected = trains.features(images).toFloatArray();

      assertThat(expected).hasSize(2 * network.head().in());
      assertThat(exact.features(images).toFloatArray()).containsExactly(expected, within(1e-4f));
      assertThat(exact.logits(images).toFloatArray())
          .containsExactly(trains.logits(images).toFloatArray(), within(1e-4f));
      assertThat(Cosine.of(rounded.features(images).toFloatArray(), expected, 0, expected.length))
          .isGreaterThan(0.998);
    }
  }

  @Test
  void theTrainedLayersFollowTheGradientsOfAllThatTheHeadSees() throws IOException {
    NetworkDefinition network =
        Backbone.RESNET10_W16.network(2, PooledLayer.listOf("layer2:max,layer4:mean"));

    try (TrainableNetwork trains =
            TrainableNetwork.builder(network, Pattern.weights(network), OptimizerSpec.sgd())
                .open();
        NDManager manager = trains.manager().newSubManager()) {
      trains.stepKeepingGradients(images(manager), manager.create(new long[] {0, 1}), 0.1);

      assertThat(trains.gradients().names()).containsExactlyElementsOf(network.learning());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18, 'layer3:max,layer4:mean'",
    "resnet50, 'layer2:mean,layer4:max,layer3:max'"
  })
  void torchvisionPoolsTheSameAndModelPtAnswersByIt(String name, String features) throws Exception {
    RealPython.assumeThere();
    ModelDescription description =
        new ModelDescription(
            Backbone.of(name),
            PooledLayer.listOf(features),
            ClassLabels.of("a", "b", "c"),
            ImageSpec.imagenet(EDGE),
            new Provenance("2026-01-02T03:04:05Z", "{}"));
    NetworkDefinition network = Backbone.of(name).network(CLASSES, description.features());
    StateDict weights = Pattern.weights(network);
    Path model = folder.resolve("model");
    ModelDirectory.write(model, description, weights);
    float[] pixels = Pattern.values(2 * 3 * EDGE * EDGE, 999, 4, 0);
    ByteBuffer bytes = ByteBuffer.allocate(4 * pixels.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(pixels);
    Files.write(folder.resolve("images.f32"), bytes.array());

    List<String> printed =
        RealPython.run(folder, "features", name, model.toString(), features, folder.toString());

    assertThat(printed).containsExactly("2 x " + network.head().in());
    try (InferenceNetwork exact = open(network, weights, Precision.FLOAT32);
        NDManager manager = exact.manager().newSubManager()) {
      assertThat(exact.features(images(manager)).toFloatArray())
          .containsExactly(floats(folder.resolve("features.f32")), within(1e-4f));
    }
  }

  private static InferenceNetwork open(
      NetworkDefinition network, StateDict weights, Precision precision) throws IOException {
    return InferenceNetwork.of(network, weights, EDGE, Device.cpu(), precision);
  }

  private static NDArray images(NDManager manager) {
    return manager.create(
        FloatBuffer.wrap(Pattern.values(2 * 3 * EDGE * EDGE, 999, 4, 0)),
        new Shape(2, 3, EDGE, EDGE));
  }

  private static float[] floats(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / 4];
    bytes.asFloatBuffer().get(values);
    return values;
  }
}
