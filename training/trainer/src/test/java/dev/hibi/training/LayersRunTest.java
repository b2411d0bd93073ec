package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.model.Classifier;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs whose head sees features of several layers. */
final class LayersRunTest extends RunFixture {

  private static final List<PooledLayer> FEATURES = PooledLayer.listOf("layer2:max,layer4:mean");
  private static final int WIDTH = 32 + 128;

  @ParameterizedTest
  @EnumSource(names = "NORMAL", mode = EnumSource.Mode.EXCLUDE)
  void aStoppedRunEndsWithTheSameModelInEveryMode(TrainingMode mode) throws IOException {
    FitConfig config = runs.config(mode).toBuilder().features(FEATURES).build();
    TrainingResult whole = runs.run(config, "whole").build().fit();
    assertThatThrownBy(
            () -> runs.run(config, "stopped").listener(Runs.powerFailure(13)).build().fit())
        .hasMessage("power failure");

    runs.run(config, "stopped").resume(true).build().fit();

    assertThat(runs.model("stopped")).hasSameBinaryContentAs(runs.model("whole"));
    assertThat(whole.description().features()).isEqualTo(FEATURES);
    assertThat(Safetensors.read(runs.model("whole")).get("fc.weight").shape())
        .containsExactly(2, WIDTH);
    try (Classifier classifier = Classifier.load(whole.model())) {
      assertThat(classifier.description().features()).isEqualTo(FEATURES);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "FEATURES")
  void aStandardisedRunStoppedEndsWithTheSameModel(TrainingMode mode) throws IOException {
    FitConfig config =
        runs.config(mode).toBuilder().features(FEATURES).standardized(true).epochs(12).build();
    TrainingResult whole = runs.run(config, "whole").build().fit();
    assertThatThrownBy(
            () -> runs.run(config, "stopped").listener(Runs.powerFailure(23)).build().fit())
        .hasMessage("power failure");

    runs.run(config, "stopped").resume(true).build().fit();

    assertThat(runs.model("stopped")).hasSameBinaryContentAs(runs.model("whole"));
    assertThat(whole.evaluation().accuracy()).isGreaterThanOrEqualTo(0.9);
  }

  /** As it is measured: the head that was reckoned back answers as the one that learned. */
  @Test
  void theModelOfAStandardisedRunIsPlain() throws IOException {
    FitConfig config =
        runs.config(TrainingMode.FEATURES).toBuilder()
            .features(FEATURES)
            .standardized(true)
            .build();
    TrainingResult result = runs.run(config, "first").build().fit();

    FitConfig again =
        FitConfig.builder(config.backbone())
            .features(FEATURES)
            .weights(result.model().resolve("model.safetensors"))
            .imageSpec(Toy.SPEC)
            .epochs(1)
            .batchSize(8)
            .learningRate(1e-12)
            .build();
    TrainingResult measured = runs.run(again, "again").build().fit();

    assertThat(measured.evaluation().loss()).isCloseTo(result.evaluation().loss(), within(1e-5));
  }

  @Test
  void layersBehindTheLastThatIsSeenAreNoPartOfTheModel() throws IOException {
    FitConfig config =
        runs.config(TrainingMode.FINETUNE).toBuilder()
            .features(PooledLayer.listOf("layer2:max"))
            .build();

    TrainingResult result = runs.run(config, "run").build().fit();

    StateDict weights = Safetensors.read(result.model().resolve("model.safetensors"));
    assertThat(weights.names())
        .contains("layer2.0.conv1.weight")
        .noneMatch(name -> name.startsWith("layer3."));
  }

  @Test
  void aRunOfOtherFeaturesIsNotResumed() throws IOException {
    FitConfig config = runs.config(TrainingMode.FEATURES);
    runs.run(config, "run").build().fit();
    FitConfig other = config.toBuilder().features(FEATURES).standardized(true).build();

    assertThatThrownBy(() -> runs.run(other, "run").resume(true).build().fit())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "checkpoint of another run: features: expected layer4:max, found"
                + " layer2:max,layer4:mean; standardized: expected false, found true; cannot be"
                + " accepted: features, standardized (%s)",
            directory.resolve("run/checkpoints"));
  }
}
