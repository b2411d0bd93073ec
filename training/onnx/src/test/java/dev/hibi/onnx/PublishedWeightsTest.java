package dev.hibi.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.model.Backbone;
import dev.hibi.model.Classifier;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.Provenance;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.PooledLayer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights of ImageNet, in {@code ../shared} beside the project; skipped where there are none. */
final class PublishedWeightsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"layer4:mean", "layer4:max"})
  void logitsOfImageNetsWeightsAreTheClassifiers(String features) throws Exception {
    Path weights = shared().resolve("weights/resnet50_v1.safetensors");
    assumeThat(weights).exists();
    ModelDescription description =
        new ModelDescription(
            Backbone.RESNET50_V1,
            PooledLayer.listOf(features),
            ClassLabels.of("N", "P"),
            ImageSpec.imagenet(Asked.EDGE),
            new Provenance("2026-01-02T03:04:05Z", "{}"));
    NetworkDefinition network = Backbone.RESNET50_V1.network(2, description.features());
    Path model = folder.resolve("model");
    ModelDirectory.write(model, description, NetworkWeights.load(weights, network, 1));
    OnnxModel.loader(model).load().write(folder.resolve("crack.onnx"));

    try (Classifier classifier = Asked.fp32(model);
        OnnxRun onnx = new OnnxRun(folder.resolve("crack.onnx"))) {
      float[] images = Asked.images(5);
      Map<String, float[]> found = onnx.of(images, 5, 3, Asked.EDGE, Asked.EDGE);

      assertThat(Asked.value(found, "logits"))
          .containsExactly(Asked.of(classifier, images, Classifier::logits), within(1e-4f));
    }
  }

  private static Path shared() {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.exists(root.resolve("shared/weights"))) {
      root = root.getParent();
    }
    return root.resolve("shared");
  }
}
