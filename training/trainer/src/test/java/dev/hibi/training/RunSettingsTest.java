package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.ClassLabels;
import dev.hibi.DataSummary;
import dev.hibi.ImageSpec;
import dev.hibi.Preparation;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.network.StepSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RunSettingsTest {
  private static final ImageSpec SPEC =
      new ImageSpec(32, List.of(0.5f, 0.5f, 0.25f), List.of(0.25f, 0.25f, 0.125f));
  private static final Preparation VARIED =
      new Preparation(
          SPEC,
          List.of(
              new Preparation.Augmentation("horizontalFlip", Map.of()),
              new Preparation.Augmentation("crop", Map.of("share", 0.875))),
          "turbo",
          7);

  static final RunSettings SETTINGS =
      new RunSettings(
          new RunSettings.Network(
              Backbone.RESNET50_V1, TrainingMode.FINETUNE, Optional.of("9f86"), true),
          new RunSettings.Data(
              ClassLabels.of("P", "N"),
              new RunSettings.Images(new DataSummary("aa", 46, counts(30, 16), 2, "cc"), VARIED),
              new RunSettings.Images(new DataSummary("bb", 4, counts(2, 2)), Preparation.of(SPEC))),
          recipe(OptimizerSpec.sgd(), new LearningRateSchedule.MultiStep(List.of(2, 4), 0.1)),
          new RunSettings.Environment("gpu:0", 2, Map.of("java", "17")),
          List.of(new RunSettings.Change(2, 40, "learningRate", "0.02", "0.01")));

  /** This text is a file format: files that were written stay readable. */
  private static final String JSON =
      """
      {"format":1,"backbone":"resnet50-v1","mode":"finetune","weightsSha256":"9f86",\
      "freezeBatchNorm":true,"labels":["P","N"],\
      "trainingData":{"sha256":"aa","samples":46,"countPerClass":{"P":16,"N":30},\
      "quarantined":2,"order":"cc","preparation":{\
      "imageSpec":{"size":32,"mean":[0.5,0.5,0.25],"std":[0.25,0.25,0.125]},\
      "augmentations":[{"name":"horizontalFlip","parameters":{}},\
      {"name":"crop","parameters":{"share":0.875}}],"jpegDecoder":"turbo","seed":7}},\
      "testData":{"sha256":"bb","samples":4,"countPerClass":{"P":2,"N":2},\
      "quarantined":0,"order":"","preparation":{\
      "imageSpec":{"size":32,"mean":[0.5,0.5,0.25],"std":[0.25,0.25,0.125]},\
      "augmentations":[],"jpegDecoder":"any","seed":0}},\
      "epochs":5,"batchSize":16,"learningRate":0.01,\
      "optimizer":{"name":"sgd","momentum":0.9,"weightDecay":0.0,"nesterov":false},\
      "schedule":{"name":"multistep","milestones":[2,4],"gamma":0.1},\
      "seed":9007199254740993,"sampler":"fisher-yates-1","precision":"float32",\
      "device":"gpu:0","computeThreads":2,"versions":{"java":"17"},\
      "changes":[{"epoch":2,"step":40,"name":"learningRate","from":"0.02","to":"0.01"}]}""";

  @Test
  void settingsAreWrittenInOneForm() {
    assertThat(SETTINGS.toJson()).isEqualTo(JSON);
    assertThat(RunSettings.fromJson(JSON)).isEqualTo(SETTINGS);
    assertThat(RunSettings.fromJson(JSON).toJson()).isEqualTo(JSON);
  }

  @Test
  void everyOptimizerAndScheduleIsReadAsItWasWritten() {
    for (OptimizerSpec optimizer :
        List.of(OptimizerSpec.adam(), OptimizerSpec.adamAmsgrad(), OptimizerSpec.adamW())) {
      assertRead(recipe(optimizer, new LearningRateSchedule.Constant()));
    }
    assertRead(recipe(OptimizerSpec.sgd(), new LearningRateSchedule.Cosine(0.05)));
    assertRead(
        recipe(OptimizerSpec.sgd(), new LearningRateSchedule.CosineRestarts(0.05, List.of(3, 5))));
    assertRead(recipe(OptimizerSpec.sgd(), new LearningRateSchedule.OneCycle(0.25, 10, 100, true)));
    assertRead(
        recipe(OptimizerSpec.sgd(), new LearningRateSchedule.Plateau(0.5, 2, 0.01, 1, 1e-6)));
  }

  @Test
  void whatWasNotWrittenAtFirstIsWhatItWasThen() {
    String early =
        JSON.replaceAll("\"order\":\"c*\",", "")
            .replaceAll("\"sampler\":\"[^\"]*\",", "")
            .replaceAll(",\"changes\":\\[[^\\]]*\\]", "");

    RunSettings read = RunSettings.fromJson(early);

    assertThat(early).doesNotContain("order", "sampler", "changes");
    assertThat(read.recipe()).isEqualTo(SETTINGS.recipe());
    assertThat(read.changes()).isEmpty();
    assertThat(
            read.data().training().summary().hasSameSamples(SETTINGS.data().training().summary()))
        .isTrue();
  }

  @Test
  void validationAndSelectionAreWrittenWhereThereAreSome() {
    RunSettings.Data data = SETTINGS.data();
    RunSettings.Recipe recipe = SETTINGS.recipe();
    RunSettings settings =
        new RunSettings(
            SETTINGS.network(),
            new RunSettings.Data(
                data.labels(), data.training(), data.test(), Optional.of(data.test())),
            new RunSettings.Recipe(
                recipe.epochs(),
                recipe.batchSize(),
                recipe.learningRate(),
                recipe.optimizer(),
                recipe.schedule(),
                recipe.seed(),
                recipe.sampler(),
                recipe.precision(),
                new EpochSelection(true, 3)),
            SETTINGS.environment());

    assertThat(settings.toJson())
        .contains(
            "\"validationData\":{\"sha256\":\"bb\"", "\"select\":\"best\",\"earlyStopping\":3");
    assertThat(RunSettings.fromJson(settings.toJson())).isEqualTo(settings);
    assertThat(settings.data().measured()).isEqualTo("validation");
    assertThatThrownBy(() -> RunSettings.fromJson(settings.toJson().replace("best", "worst")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "bad run settings: expected those of a run, found 'unknown selection: expected best or"
                + " last, found 'worst'' (in {");
  }

  @Test
  void whatAStepAddsIsWrittenWhereThereIsSome() {
    StepSpec step =
        StepSpec.builder()
            .labelSmoothing(0.1)
            .classWeights(List.of(0.75, 1.5))
            .mixup(0.2)
            .clipNorm(1)
            .ema(0.999)
            .accumulate(4)
            .decayOnNorm(false)
            .rateFactor("layer1.", 0.5)
            .build();
    RunSettings.Recipe recipe = SETTINGS.recipe();
    RunSettings settings =
        new RunSettings(
            SETTINGS.network(),
            SETTINGS.data(),
            new RunSettings.Recipe(
                recipe.epochs(),
                recipe.batchSize(),
                recipe.learningRate(),
                recipe.optimizer(),
                recipe.schedule(),
                recipe.seed(),
                recipe.sampler(),
                RunSettings.Recipe.BFLOAT16,
                EpochSelection.LAST,
                step),
            SETTINGS.environment());

    assertThat(settings.toJson())
        .contains(
            """
            "precision":"bfloat16","step":{"labelSmoothing":0.1,"classWeights":[0.75,1.5],\
            "mixup":0.2,"cutmix":0.0,"clipNorm":1.0,"ema":0.999,"accumulate":4,\
            "decayOnNorm":false,"rateFactors":{"layer1.":0.5}},\
            "device":"gpu:0\"""");
    assertThat(RunSettings.fromJson(settings.toJson())).isEqualTo(settings);
    assertThat(settings.byName())
        .containsEntry("classWeights", "[0.75, 1.5]")
        .containsEntry("rateFactors", "{layer1.=0.5}");
    assertThatThrownBy(() -> RunSettings.fromJson(settings.toJson().replace("0.999", "1.0")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("bad run settings: expected those of a run, found '");
  }

  @Test
  void featuresAreWrittenWhereTheyAreOthers() {
    RunSettings.Network network =
        new RunSettings.Network(
            Backbone.RESNET18,
            TrainingMode.FEATURES,
            Optional.of("9f86"),
            true,
            PooledLayer.listOf("layer3:max,layer4:mean"),
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    RunSettings settings =
        new RunSettings(network, SETTINGS.data(), SETTINGS.recipe(), SETTINGS.environment());

    assertThat(settings.toJson())
        .contains(
            "\"freezeBatchNorm\":true,\"features\":[\"layer3:max\",\"layer4:mean\"],"
                + "\"standardized\":true,\"labels\"");
    assertThat(RunSettings.fromJson(settings.toJson())).isEqualTo(settings);
    assertThat(settings.byName())
        .containsEntry("features", "layer3:max,layer4:mean")
        .containsEntry("standardized", true);
    assertThat(network.whole(2).head().in()).isEqualTo(768);
    assertThatThrownBy(
            () -> RunSettings.fromJson(settings.toJson().replace("layer3:max", "layer4:mean")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "bad run settings: expected those of a run, found 'features twice: expected distinct"
                + " ones, found layer4:mean,layer4:mean' (in {");
  }

  @Test
  void aFrozenPrefixIsWrittenWhereThereIsOne() {
    RunSettings.Network network =
        new RunSettings.Network(
            Backbone.RESNET18,
            TrainingMode.FINETUNE,
            Optional.of("9f86"),
            true,
            PooledLayer.DEFAULT,
            false,
            Optional.of(new FrozenPrefix(4, 3)),
            Optional.empty(),
            Optional.empty());
    RunSettings settings =
        new RunSettings(network, SETTINGS.data(), SETTINGS.recipe(), SETTINGS.environment());

    assertThat(settings.toJson())
        .contains("\"freezeBatchNorm\":true,\"trainFrom\":\"layer4\",\"views\":3,\"labels\"");
    assertThat(RunSettings.fromJson(settings.toJson())).isEqualTo(settings);
    assertThat(settings.byName()).containsEntry("trainFrom", "layer4").containsEntry("views", 3);
    assertThatThrownBy(
            () -> RunSettings.fromJson(settings.toJson().replace("\"layer4\"", "\"layer1\"")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "bad run settings: expected those of a run, found 'unknown layer to train from:"
                + " expected layer2, layer3 or layer4, found 'layer1'' (in {");
  }

  @Test
  void withoutWeightsThereIsNoDigest() {
    RunSettings.Network scratch =
        new RunSettings.Network(Backbone.RESNET18, TrainingMode.SCRATCH, Optional.empty(), false);
    RunSettings settings =
        new RunSettings(scratch, SETTINGS.data(), SETTINGS.recipe(), SETTINGS.environment());

    assertThat(settings.toJson()).doesNotContain("weightsSha256");
    assertThat(RunSettings.fromJson(settings.toJson())).isEqualTo(settings);
    assertThat(settings.byName()).containsEntry("weightsSha256", "none");
  }

  @Test
  void byNameNumbersAreNumbersAndSwitchesAreSwitches() {
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("backbone", "resnet50-v1");
    expected.put("features", "layer4:mean");
    expected.put("standardized", false);
    expected.put("mode", "finetune");
    expected.put("trainFrom", "all");
    expected.put("views", 0);
    expected.put("stages", "none");
    expected.put("normal", "none");
    expected.put("weightsSha256", "9f86");
    expected.put("imageSize", 32);
    expected.put("imageMean", "[0.5, 0.5, 0.25]");
    expected.put("imageStd", "[0.25, 0.25, 0.125]");
    expected.put("epochs", 5);
    expected.put("batchSize", 16);
    expected.put("learningRate", 0.01);
    expected.put("optimizer", "Sgd[momentum=0.9, weightDecay=0.0, nesterov=false]");
    expected.put("schedule", "MultiStep[milestones=[2, 4], gamma=0.1]");
    expected.put("freezeBatchNorm", true);
    expected.put("seed", 9007199254740993L);
    expected.put("labels", "[P, N]");
    expected.put("augmentations", "horizontalFlip{}, crop{share=0.875}");
    expected.put("augmentationSeed", 7L);
    expected.put("jpegDecoder", "turbo");
    expected.put("testJpegDecoder", "any");
    expected.put("sampler", "fisher-yates-1");
    expected.put("precision", "float32");
    expected.put("accumulate", 1);
    expected.put("labelSmoothing", 0.0);
    expected.put("classWeights", "none");
    expected.put("mixup", 0.0);
    expected.put("cutmix", 0.0);
    expected.put("clipNorm", 0.0);
    expected.put("ema", 0.0);
    expected.put("decayOnNorm", true);
    expected.put("rateFactors", "none");
    expected.put("select", "last");
    expected.put("earlyStopping", 0);

    assertThat(List.copyOf(SETTINGS.byName().entrySet()))
        .isEqualTo(List.copyOf(expected.entrySet()));
  }

  @Test
  void whatIsNoSettingsIsRefused() {
    assertThatThrownBy(() -> RunSettings.fromJson("{\"format\":2}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unsupported run settings: expected format 1, found 2");
    assertThatThrownBy(() -> RunSettings.fromJson("{\"configuration\":{}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unsupported run settings: expected format 1, found null");
    assertThatThrownBy(() -> RunSettings.fromJson("resnet18"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad run settings: expected a JSON object, found 'resnet18'");
    assertThatThrownBy(() -> RunSettings.fromJson(JSON.replace("\"multistep\"", "\"cyclic\"")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "bad run settings: expected those of a run, found 'unknown schedule: expected constant,"
                + " multistep, cosine, cosine-restarts, one-cycle or plateau, found 'cyclic'' (in {\"format\":1,");
  }

  private static void assertRead(RunSettings.Recipe recipe) {
    RunSettings settings =
        new RunSettings(SETTINGS.network(), SETTINGS.data(), recipe, SETTINGS.environment());

    assertThat(RunSettings.fromJson(settings.toJson())).isEqualTo(settings);
  }

  private static RunSettings.Recipe recipe(OptimizerSpec optimizer, LearningRateSchedule schedule) {
    return new RunSettings.Recipe(
        5,
        16,
        0.01,
        optimizer,
        schedule,
        9007199254740993L,
        RunSettings.Recipe.FISHER_YATES,
        RunSettings.Recipe.FLOAT32);
  }

  private static Map<String, Integer> counts(int n, int p) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put("P", p);
    counts.put("N", n);
    return counts;
  }
}
