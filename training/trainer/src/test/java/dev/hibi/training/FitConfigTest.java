package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.hibi.ImageSpec;
import dev.hibi.model.Backbone;
import dev.hibi.model.engine.PyTorch;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.network.Precision;
import dev.hibi.model.network.StepSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  void whatTheHeadSeesFollowsFromTheMode() throws IOException {
    FitConfig.Builder builder = FitConfig.builder(Backbone.RESNET18).weights(weights());
    assertThat(PooledLayer.text(builder.build().features())).isEqualTo("layer4:max");
    for (TrainingMode mode : TrainingMode.values()) {
      FitConfig.Builder other = FitConfig.builder(Backbone.RESNET18).mode(mode);
      FitConfig config = (mode == TrainingMode.SCRATCH ? other : other.weights(weights())).build();
      assertThat(config.features().equals(PooledLayer.DEFAULT))
          .as(mode.id())
          .isEqualTo(mode != TrainingMode.FEATURES);
    }
    assertThat(builder.features(PooledLayer.DEFAULT).build().features())
        .isEqualTo(PooledLayer.DEFAULT);
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
            .precision(Precision.BFLOAT16)
            .step(StepSpec.builder().mixup(0.5).build())
            .balanceClasses(true)
            .build();

    RunSettings settings = settings(config);
    assertThat(settings(config.toBuilder().build())).isEqualTo(settings);
    assertThat(settings.byName())
        .containsEntry("epochs", 7)
        .containsEntry("precision", "bfloat16")
        .containsEntry("mixup", 0.5)
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
  void whatAStepCannotDoInAModeIsRefused() throws IOException {
    FitConfig.Builder features = FitConfig.builder(Backbone.RESNET18).weights(weights());
    assertThatThrownBy(() -> features.step(StepSpec.builder().cutmix(1).build()).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "mode features mixes no images: expected mixup 0 and cutmix 0, found 0.0 and 1.0");
    assertThat(features.step(StepSpec.PLAIN).precision(Precision.BFLOAT16).build().precision())
        .contains(Precision.BFLOAT16);
    assertThatThrownBy(() -> features.mode(TrainingMode.FINETUNE).standardized(true).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("standardised features are for mode features: expected it, found finetune");
    assertThatThrownBy(
            () -> FitConfig.builder(Backbone.RESNET18).precision(Precision.FLOAT16).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad precision: expected fp32 or bf16 in mode scratch, found fp16");
    assertThatThrownBy(
            () ->
                FitConfig.builder(Backbone.RESNET18)
                    .step(StepSpec.builder().classWeights(List.of(1.0, 2.0)).build())
                    .balanceClasses(true)
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "balanced classes cannot be combined with class weights: expected none, found [1.0,"
                + " 2.0]");
  }

  @Test
  void whatCannotBeFrozenIsRefused() throws IOException {
    FrozenPrefix prefix = new FrozenPrefix(4, 1);
    FitConfig.Builder finetune =
        FitConfig.builder(Backbone.RESNET18)
            .weights(weights())
            .mode(TrainingMode.FINETUNE)
            .frozen(prefix);

    assertThat(finetune.build().toBuilder().build().frozen()).contains(prefix);
    assertThatThrownBy(() -> FitConfig.builder(Backbone.RESNET18).frozen(prefix).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "training from layer4 needs mode finetune and weights: expected both, found mode"
                + " scratch without weights");
    assertThatThrownBy(
            () -> finetune.features(PooledLayer.listOf("layer2:max,layer4:mean")).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "features of frozen layers: expected none before layer3 to train from layer4, found"
                + " layer2:max");
    assertThatThrownBy(
            () ->
                finetune
                    .features(PooledLayer.DEFAULT)
                    .step(StepSpec.builder().mixup(0.2).build())
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "training from layer4 mixes no images: expected mixup 0 and cutmix 0, found 0.2 and"
                + " 0.0");
    assertThatThrownBy(() -> new FrozenPrefix(4, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad views: expected 1 to 1000, found 0");
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
    return AskedSettings.of(
        config, RunSettingsTest.SETTINGS.data(), RunSettingsTest.SETTINGS.environment());
  }

  private Path weights() throws IOException {
    return Files.writeString(directory.resolve("w.safetensors"), "test");
  }

  @Test
  void withoutAPrecisionStepsOnSmallImagesAreInFloat32() throws IOException {
    Precision fastest = PyTorch.fastestPrecision(Device.cpu());

    assertThat(RunNetworks.precision(scratch(64), Device.cpu())).isEqualTo(Precision.FLOAT32);
    assertThat(RunNetworks.precision(scratch(65), Device.cpu())).isEqualTo(fastest);
  }

  private static FitConfig scratch(int imageSize) throws IOException {
    return FitConfig.builder(Backbone.RESNET18).imageSpec(ImageSpec.imagenet(imageSize)).build();
  }
}
