package dev.hibi.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.image.RgbImage;
import dev.hibi.model.Backbone;
import dev.hibi.model.Classifier;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.Pattern;
import dev.hibi.model.Provenance;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.PatchGrid;
import dev.hibi.model.scoring.PatchMap;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models of mode normal in ONNX Runtime, beside the classifier in float32. */
final class PatchScoreTest {
  private static final double THRESHOLD = 2;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "resnet10-w16, 1, 40, 0",
    "resnet10-w16, 2, 3, 0",
    "resnet10-w16, 1, 40, 25",
    "resnet50-v1, 2, 12, 25",
    "resnet18, 3, 1, 0",
    "resnet18, 3, 1, 40"
  })
  void theScoreAndTheMapAreTheClassifiers(String name, int stride, int rows, int percent)
      throws Exception {
    Path model = write(Backbone.of(name), new PatchGrid(stride, rows, percent));
    Path file = folder.resolve("normal.onnx");
    OnnxModel.loader(model).load().write(file);

    try (Classifier classifier = Asked.fp32(model);
        OnnxRun onnx = new OnnxRun(file)) {
      for (int count : new int[] {1, 5}) {
        float[] images = Asked.images(count);
        Map<String, float[]> found = onnx.of(images, count, 3, Asked.EDGE, Asked.EDGE);
        float[] logits = Asked.of(classifier, images, Classifier::logits);

        assertThat(found).containsOnlyKeys("logits", "probabilities", "score", "map");
        assertThat(Asked.value(found, "logits")).containsExactly(logits, within(1e-4f));
        for (int i = 0; i < count; i++) {
          double score = THRESHOLD * Math.exp((double) logits[2 * i + 1] - logits[2 * i]);
          assertThat((double) Asked.value(found, "score")[i])
              .isCloseTo(score, within(1e-4 * score));
        }
        int edge = (8 - 1) / stride + 1; // layer2 of 64 pixels has 8
        assertThat(Asked.value(found, "map")).hasSize(count * edge * edge);
      }
    }
    assertThat(OnnxModel.loader(model).load().metadata().get("hibi.score"))
        .startsWith("{\"threshold\":2.0000000")
        .endsWith(",\"percent\":" + percent + "}");
  }

  @Test
  void theMapIsTheClassifiersMapOfAnImage() throws Exception {
    Path model = write(Backbone.RESNET10_W16, new PatchGrid(1, 40, 25));
    Path file = folder.resolve("normal.onnx");
    OnnxModel.loader(model).preprocessing(Preprocessing.INSIDE).load().write(file);
    byte[] pixels = new byte[3 * Asked.EDGE * Asked.EDGE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 31 + i / 97);
    }

    try (Classifier classifier = Asked.fp32(model);
        OnnxRun onnx = new OnnxRun(file)) {
      PatchMap map = classifier.map(new RgbImage(Asked.EDGE, Asked.EDGE, pixels));
      Map<String, float[]> found = onnx.of(pixels, 1, Asked.EDGE, Asked.EDGE, 3);

      assertThat(Asked.value(found, "map")).containsExactly(map.distances(), within(2e-3f));
    }
  }

  private Path write(Backbone backbone, PatchGrid grid) throws Exception {
    NetworkDefinition network = backbone.network(grid);
    StateDict head =
        new StateDict(
            Map.of(
                "fc.weight", Tensor.of(new float[] {0, 1}, 2, 1),
                "fc.bias", Tensor.of(new float[] {0, (float) -Math.log(THRESHOLD)}, 2)));
    ModelDescription description =
        new ModelDescription(
            backbone,
            ClassLabels.of("intact", "crack"),
            ImageSpec.imagenet(Asked.EDGE),
            new Provenance("2026-01-02T03:04:05Z", "{}"));
    Path model = folder.resolve("model");
    ModelDirectory.write(model, description.with(grid), Pattern.weights(network).with(head));
    return model;
  }
}
