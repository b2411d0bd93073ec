package dev.hibi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.Sha256;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.NeighbourBank;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model as what others compute with. */
final class ModelPartsTest {
  private static final ModelDescription DESCRIPTION =
      new ModelDescription(
          Backbone.RESNET10_W16,
          ClassLabels.of("N", "P"),
          ImageSpec.imagenet(32),
          new Provenance("2026-01-02T03:04:05Z", "{}"));
  private static final StateDict WEIGHTS = NetworkWeights.random(DESCRIPTION.network(), 3);
  private static final List<PooledLayer> KNOWN = PooledLayer.known(DESCRIPTION.features());
  private static final NetworkDefinition BEGAN = Backbone.RESNET10_W16.network(1, KNOWN);
  private static final int WIDTH = 96; // of layer2 and layer3

  @TempDir Path directory;

  private Path write(Optional<ImageBank> bank) throws IOException {
    Path model = directory.resolve("model");
    ModelDirectory.write(
        model,
        DESCRIPTION,
        WEIGHTS,
        new ModelDirectory.Kept(bank, Optional.empty(), ImageDigests.NONE));
    return model;
  }

  private static NeighbourBank bank() {
    return NeighbourBank.of(
        FeatureRows.of(Pattern.values(30 * WIDTH, 3, 1, 0.5), WIDTH),
        IntStream.range(0, 30).boxed().toList(),
        0);
  }

  @Test
  void withoutABankTheyAreTheNetworkAndItsWeights() throws IOException {
    Path model = write(Optional.empty());

    ModelDirectory.Parts parts = ModelDirectory.parts(model, true);

    assertThat(parts.description()).isEqualTo(DESCRIPTION);
    assertThat(parts.network()).isEqualTo(DESCRIPTION.network());
    assertThat(parts.weights().names()).isEqualTo(WEIGHTS.names());
    assertThat(parts.bank()).isEmpty();
    assertThat(parts.frozen()).isEmpty();
    assertThat(parts.sha256()).isEqualTo(Sha256.of(model.resolve("model.json")));
  }

  @Test
  void aBankOfTheModelsOwnPassComesWithWhatItIsAskedBy() throws IOException {
    ModelDirectory.Parts parts =
        ModelDirectory.parts(write(Optional.of(new ImageBank(KNOWN, bank()))), false);

    assertThat(parts.network()).isEqualTo(DESCRIPTION.network(KNOWN));
    assertThat(parts.frozen()).isEmpty();
    ImageBank kept = parts.bank().orElseThrow();
    assertThat(kept.features()).isEqualTo(KNOWN);
    assertThat(kept.rows().rows().values()).isEqualTo(bank().rows().values());
  }

  @Test
  void aBankOfAnotherNetworkComesWithThatWhereItIsAskedFor() throws IOException {
    StateDict began = NetworkWeights.headless(NetworkWeights.random(BEGAN, 7), BEGAN);
    Path model = write(Optional.of(new ImageBank(KNOWN, bank(), Optional.of(began))));

    assertThat(ModelDirectory.parts(model, false).bank()).isEmpty();
    ModelDirectory.Parts parts = ModelDirectory.parts(model, true);

    assertThat(parts.network()).isEqualTo(DESCRIPTION.network());
    assertThat(parts.frozen()).contains(BEGAN);
    assertThat(parts.bank().flatMap(ImageBank::frozen).orElseThrow().names())
        .isEqualTo(began.names());
  }

  @Test
  void whatIsNoModelHasNone() {
    assertThatThrownBy(() -> ModelDirectory.parts(directory, false))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "not a model: expected a directory with model.json, found none (%s)"
                .formatted(directory));
  }
}
