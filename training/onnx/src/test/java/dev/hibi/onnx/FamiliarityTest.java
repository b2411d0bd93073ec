package dev.hibi.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.model.Backbone;
import dev.hibi.model.Classifier;
import dev.hibi.model.ImageBank;
import dev.hibi.model.ImageDigests;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.Pattern;
import dev.hibi.model.Provenance;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.scoring.Familiarity;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.NeighbourBank;
import dev.hibi.model.weights.StateDict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far images are from those that a model knows, in ONNX Runtime beside the bank in Java. */
final class FamiliarityTest {
  private static final ModelDescription DESCRIPTION =
      new ModelDescription(
          Backbone.RESNET10_W16,
          ClassLabels.of("N", "P"),
          ImageSpec.imagenet(Asked.EDGE),
          new Provenance("2026-01-02T03:04:05Z", "{}"));
  private static final List<PooledLayer> KNOWN = PooledLayer.known(PooledLayer.DEFAULT);
  private static final StateDict WEIGHTS = Pattern.weights(Backbone.RESNET10_W16, 2);
  private static final int ROWS = 30;
  private static final int WIDTH = 96; // of layer2 and layer3

  @TempDir Path folder;

  @Test
  void aModelTellsItInItsOwnPass() throws Exception {
    Path model = write(new ImageBank(KNOWN, bank()));

    OnnxModel onnx = OnnxModel.loader(model).load();

    assertThat(onnx.hasFamiliarity()).isTrue();
    assertSame(model, onnx);
    assertThat(onnx.metadata().get("hibi.familiarity"))
        .isEqualTo(
            "{\"unfamiliarAbove\":%s,\"neighbour\":10,\"rows\":30}"
                .formatted((double) (float) bank().threshold()));
  }

  @Test
  void aModelThatHasLearnedItselfTellsItByTheNetworkThatItBeganFrom() throws Exception {
    NetworkDefinition began = Backbone.RESNET10_W16.network(1, KNOWN);
    StateDict frozen = NetworkWeights.headless(NetworkWeights.random(began, 7), began);
    Path model = write(new ImageBank(KNOWN, bank(), Optional.of(frozen)));

    assertThat(OnnxModel.loader(model).load().hasFamiliarity()).isFalse();
    assertSame(model, OnnxModel.loader(model).familiarity(true).load());
  }

  private void assertSame(Path model, OnnxModel onnx) throws Exception {
    Path file = folder.resolve("known.onnx");
    onnx.write(file);
    float[] images = Asked.images(5);
    try (Classifier classifier = Asked.fp32(model);
        OnnxRun run = new OnnxRun(file)) {
      Map<String, float[]> found = run.of(images, 5, 3, Asked.EDGE, Asked.EDGE);
      float[] features =
          Asked.of(
              classifier,
              images,
              (known, inputs) -> {
                NDList all = known.allFeatures(inputs);
                return all.get(1);
              });
      List<Familiarity> expected = bank().familiarity(FeatureRows.of(features, WIDTH));

      assertThat(Asked.value(found, "logits"))
          .containsExactly(Asked.of(classifier, images, Classifier::logits), within(1e-4f));
      float[] distances = Asked.value(found, "familiarity");
      assertThat(distances).hasSize(5);
      for (int i = 0; i < 5; i++) {
        assertThat((double) distances[i]).isCloseTo(expected.get(i).distance(), within(1e-5));
      }
    }
  }

  private Path write(ImageBank bank) throws Exception {
    Path model = folder.resolve("model");
    ModelDirectory.Kept kept =
        new ModelDirectory.Kept(Optional.of(bank), Optional.empty(), ImageDigests.NONE);
    ModelDirectory.write(model, DESCRIPTION, WEIGHTS, kept);
    return model;
  }

  private static NeighbourBank bank() {
    return NeighbourBank.of(
        FeatureRows.of(Pattern.values(ROWS * WIDTH, 3, 1, 0.5), WIDTH),
        IntStream.range(0, ROWS).boxed().toList(),
        0);
  }
}
