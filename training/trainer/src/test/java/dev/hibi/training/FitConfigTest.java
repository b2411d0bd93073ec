package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.model.Backbone;
import dev.hibi.model.network.OptimizerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FitConfigTest {
  @TempDir Path directory;

  @Test
  void theModeFollowsFromTheWeights() throws IOException {
    FitConfig scratch = FitConfig.builder(Backbone.RESNET18).build();
    FitConfig features = FitConfig.builder(Backbone.RESNET18).weights(weights()).build();

    assertThat(scratch.mode()).isEqualTo(TrainingMode.SCRATCH);
    assertThat(scratch.freezeBatchNorm()).isFalse();
    assertThat(features.mode()).isEqualTo(TrainingMode.FEATURES);
    assertThat(features.freezeBatchNorm()).isTrue();
  }

  @Test
  void aBuilderMadeFromSettingsGivesEqualSettings() throws IOException {
    FitConfig config =
        FitConfig.builder(Backbone.RESNET50)
            .weights(weights())
            .mode(TrainingMode.FINETUNE)
            .freezeBatchNorm(false)
            .epochs(7)
            .batchSize(5)
            .learningRate(0.5)
            .optimizer(OptimizerSpec.adamW())
            .schedule(new LearningRateSchedule.Constant())
            .seed(11)
            .build();

    RunSettings settings = settings(config);
    assertThat(settings(config.toBuilder().build())).isEqualTo(settings);
    assertThat(settings.byName())
        .containsEntry("epochs", 7)
        .containsEntry(
            "weightsSha256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
  }

  @Test
  void whatDoesNotGoTogetherIsRefusedByName() {
    assertThatThrownBy(
            () -> FitConfig.builder(Backbone.RESNET18).mode(TrainingMode.FEATURES).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("mode features needs weights: expected a weights file, found none");
    assertThatThrownBy(
            () ->
                FitConfig.builder(Backbone.RESNET18)
                    .mode(TrainingMode.SCRATCH)
                    .weights(Path.of("w"))
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("mode scratch cannot be combined with weights: expected none, found w");
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> FitConfig.builder(Backbone.RESNET18).epochs(0).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad epochs: expected 1 and more, found 0");
    assertThatThrownBy(() -> FitConfig.builder(Backbone.RESNET18).batchSize(1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad batch size: expected 2 and more, found 1");
    assertThatThrownBy(() -> FitConfig.builder(Backbone.RESNET18).learningRate(Double.NaN).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad learning rate: expected above 0, found NaN");
  }

  @Test
  void absentWeightsAreRefused() {
    Path absent = directory.resolve("absent.safetensors");

    assertThatThrownBy(() -> FitConfig.builder(Backbone.RESNET18).weights(absent).build())
        .isInstanceOf(IOException.class)
        .hasMessage("no weights: expected a safetensors file, found none (%s)", absent);
  }

  private static RunSettings settings(FitConfig config) throws IOException {
    return config.settings(RunSettingsTest.SETTINGS.data(), RunSettingsTest.SETTINGS.environment());
  }

  private Path weights() throws IOException {
    return Files.writeString(directory.resolve("w.safetensors"), "test");
  }
}
