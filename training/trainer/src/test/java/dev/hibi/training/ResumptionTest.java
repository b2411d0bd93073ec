package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.ClassLabels;
import dev.hibi.DataSummary;
import dev.hibi.ImageSpec;
import dev.hibi.Preparation;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.StepSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ResumptionTest {
  private static final LearningRateSchedule CONSTANT = new LearningRateSchedule.Constant();
  private static final LearningRateSchedule COSINE = new LearningRateSchedule.Cosine(0.05);
  private static final OptimizerSpec ADAM = OptimizerSpec.adam();

  private static final RunSettings.Network NETWORK =
      new RunSettings.Network(Backbone.RESNET18, TrainingMode.SCRATCH, Optional.empty(), false);
  private static final RunSettings.Data DATA = data("aa", 20, "oo");
  private static final RunSettings.Environment ENVIRONMENT =
      environment("cpu", 2, Map.of("pytorch", "2.7.1", "java", "17", "cpu", "AMD EPYC, AVX512"));
  private static final RunSettings BEFORE = settings(recipe(3, 8, 0.5, COSINE));

  @Test
  void equalSettingsGoOnAsTheyAre() throws IOException {
    Resumption.Decision decision = decide(BEFORE, BEFORE);

    assertThat(decision.settings()).isEqualTo(BEFORE);
    assertThat(decision.warnings()).isEmpty();
  }

  @Test
  void everyDifferenceIsNamedAndWhetherItCanBeAccepted() {
    RunSettings asked =
        new RunSettings(
            new RunSettings.Network(
                Backbone.RESNET34, TrainingMode.SCRATCH, Optional.empty(), false),
            data("bb", 21, "oo"),
            recipe(3, 16, 0.25, COSINE),
            ENVIRONMENT);

    assertThatThrownBy(() -> decide(BEFORE, asked))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "checkpoint of another run: backbone: expected resnet18, found resnet34; batchSize:"
                + " expected 8, found 16; learningRate: expected 0.5, found 0.25; training data:"
                + " expected 20 samples {N=20} aa, found 21 samples {N=21} bb: told of training;"
                + " can be accepted: batchSize, learningRate, trainingData; cannot be accepted:"
                + " backbone (run)");
  }

  @Test
  void whatIsAcceptedIsSaidAndKept() throws IOException {
    RunSettings asked = settings(recipe(3, 16, 0.25, COSINE));

    Resumption.Decision decision = decide(BEFORE, asked, "batchSize", "learningRate");

    assertThat(decision.settings().recipe()).isEqualTo(asked.recipe());
    assertThat(decision.settings().changes())
        .containsExactly(
            new RunSettings.Change(1, 10, "batchSize", "8", "16"),
            new RunSettings.Change(1, 10, "learningRate", "0.5", "0.25"));
    assertThat(decision.warnings())
        .containsExactly(
            "batchSize changed: expected 8, found 16 (accepted, after epoch 1, step 10)",
            "learningRate changed: expected 0.5, found 0.25 (accepted, after epoch 1, step 10)");
  }

  @Test
  void changesAddUpAndTheNextResumeAsksForTheLatest() throws IOException {
    RunSettings second = settings(recipe(3, 8, 0.25, COSINE));
    RunSettings once = decide(BEFORE, second, "learningRate").settings();

    assertThat(decide(once, second).settings()).isEqualTo(once);
    assertThatThrownBy(() -> decide(once, BEFORE))
        .hasMessage(
            "checkpoint of another run: learningRate: expected 0.25, found 0.5; can be accepted:"
                + " learningRate (run)");
    assertThat(decide(once, BEFORE, "learningRate").settings().changes())
        .extracting(RunSettings.Change::to)
        .containsExactly("0.25", "0.5");
  }

  @Test
  void whatBatchesHoldChangesAtTheEndOfAnEpochOnly() {
    RunSettings asked = settings(recipe(3, 16, 0.25, COSINE));

    assertThatThrownBy(
            () ->
                new Resumption(BEFORE, asked, 1, 14, true, Set.of("batchSize", "learningRate"))
                    .decide(false, name -> "", Path.of("run")))
        .hasMessage(
            "checkpoint of another run: batchSize: expected 8, found 16; can be accepted at the end"
                + " of an epoch: batchSize (run)");
  }

  @Test
  void anOptimizerOfAnotherMemoryCannotBeAccepted() throws IOException {
    RunSettings sgd = settings(recipe(3, 8, 0.5, COSINE, OptimizerSpec.sgd()));
    RunSettings adamW = settings(recipe(3, 8, 0.5, COSINE, OptimizerSpec.adamW()));

    assertThatThrownBy(() -> decide(BEFORE, sgd, "optimizer"))
        .hasMessageContaining("optimizer: expected Adam[")
        .hasMessageEndingWith("; cannot be accepted: optimizer (run)");
    assertThat(decide(BEFORE, adamW, "optimizer").settings().recipe().optimizer())
        .isEqualTo(OptimizerSpec.adamW());
  }

  @Test
  void theSizeOfImagesCannotChangeUnderFeatures() throws IOException {
    RunSettings small = images(BEFORE, 32);

    assertThat(decide(BEFORE, small, "imageSize").warnings())
        .containsExactly(
            "imageSize changed: expected 64, found 32 (accepted, after epoch 1, step 10)");
    assertThatThrownBy(() -> decide(features(BEFORE), features(small), "imageSize"))
        .hasMessage(
            "checkpoint of another run: imageSize: expected 64, found 32; cannot be accepted:"
                + " imageSize (run)");
  }

  @Test
  void samplesInAnotherOrderAreAnotherRun() {
    RunSettings asked =
        new RunSettings(NETWORK, data("aa", 20, "xx"), BEFORE.recipe(), ENVIRONMENT);

    assertThatThrownBy(() -> decide(BEFORE, asked))
        .hasMessage(
            "checkpoint of another run: training data: expected 20 samples {N=20} aa, found 20"
                + " samples {N=20} aa in another order; can be accepted: trainingData (run)");
  }

  @Test
  void whatWasLeftOutBesideTheSamplesIsNoDifference() throws IOException {
    RunSettings.Images images = DATA.training();
    DataSummary more = new DataSummary("aa", 20, Map.of("N", 20), 7, "oo");
    RunSettings asked =
        new RunSettings(
            NETWORK,
            new RunSettings.Data(
                DATA.labels(), new RunSettings.Images(more, images.preparation()), DATA.test()),
            BEFORE.recipe(),
            ENVIRONMENT);

    assertThat(decide(BEFORE, asked).settings().changes()).isEmpty();
  }

  @Test
  void deviceProcessorAndLibrariesMayChangeAndAreSaid() throws IOException {
    RunSettings asked =
        on(environment("gpu:0", 2, Map.of("pytorch", "2.8.0", "java", "21", "cpu", "Xeon, AVX2")));

    Resumption.Decision decision = decide(BEFORE, asked);

    assertThat(decision.warnings())
        .containsExactly(
            "device changed: expected cpu, found gpu:0 (numbers may differ, after epoch 1, step 10)",
            "pytorch changed: expected 2.7.1, found 2.8.0 (numbers may differ, after epoch 1, step"
                + " 10)",
            "cpu changed: expected AMD EPYC, AVX512, found Xeon, AVX2 (numbers may differ, after"
                + " epoch 1, step 10)");
    assertThat(decision.settings().changes())
        .extracting(RunSettings.Change::name)
        .containsExactly("device", "pytorch", "cpu");
    assertThat(decision.settings().environment()).isEqualTo(asked.environment());
  }

  @Test
  void runsOfBeforeTheFusedUpdatesGoOnAndItIsSaid() throws IOException {
    Map<String, String> versions = new LinkedHashMap<>(ENVIRONMENT.versions());
    versions.put("updates", "fused");
    RunSettings asked = on(environment("cpu", 2, versions));

    assertThat(decide(BEFORE, asked).warnings())
        .containsExactly(
            "updates changed: expected foreach, found fused (numbers may differ, after epoch 1, step"
                + " 10)");
    assertThat(decide(asked, asked).warnings()).isEmpty();
  }

  @Test
  void whatAStepAddsMustBeAcceptedAndTheSizeOfAStepAtAnEpochsEnd() throws IOException {
    RunSettings asked =
        settings(
            new RunSettings.Recipe(
                3,
                8,
                0.5,
                ADAM,
                COSINE,
                0,
                RunSettings.Recipe.FISHER_YATES,
                RunSettings.Recipe.BFLOAT16,
                EpochSelection.LAST,
                StepSpec.builder().ema(0.5).accumulate(2).build()));

    assertThatThrownBy(() -> decide(BEFORE, asked))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "checkpoint of another run: precision: expected float32, found bfloat16; accumulate:"
                + " expected 1, found 2; ema: expected 0.0, found 0.5; can be accepted: precision,"
                + " accumulate, ema (run)");
    assertThat(decide(BEFORE, asked, "precision", "accumulate", "ema").settings().recipe())
        .isEqualTo(asked.recipe());
  }

  @Test
  void onTheCpuTheNumberOfThreadsStaysThatOfTheBeginning() throws IOException {
    RunSettings asked = on(environment("cpu", 16, ENVIRONMENT.versions()));

    Resumption.Decision decision = decide(BEFORE, asked);

    assertThat(decision.settings()).isEqualTo(BEFORE);
    assertThat(decision.warnings())
        .containsExactly("computeThreads kept: expected 2, as the run began, found 16");
    assertThat(decide(BEFORE, asked, "computeThreads").settings().changes())
        .containsExactly(new RunSettings.Change(1, 10, "computeThreads", "2", "16"));
  }

  @Test
  void onAGpuTheNumberOfThreadsMakesNoDifference() throws IOException {
    RunSettings before = on(environment("gpu:0", 2, Map.of()));
    RunSettings asked = on(environment("gpu:0", 16, Map.of()));

    assertThat(decide(before, asked).settings()).isEqualTo(asked);
    assertThat(decide(before, asked).warnings()).isEmpty();
  }

  @Test
  void moreEpochsOfAScheduleWithoutAnEndGoOn() throws IOException {
    RunSettings before = settings(recipe(3, 8, 0.5, CONSTANT));

    Resumption.Decision more = decide(before, settings(recipe(5, 8, 0.5, CONSTANT)));
    Resumption.Decision fewer = decide(before, settings(recipe(2, 8, 0.5, CONSTANT)));

    assertThat(more.settings().changes())
        .containsExactly(new RunSettings.Change(1, 10, "epochs", "3", "5"));
    assertThat(more.warnings())
        .containsExactly(
            "epochs changed: expected 3, found 5 (as if it had been planned so, after epoch 1, step"
                + " 10)");
    assertThat(fewer.settings().recipe().epochs()).isEqualTo(2);
  }

  @Test
  void aCosineIsNeitherLengthenedNorCut() {
    assertThatThrownBy(() -> decide(BEFORE, settings(recipe(5, 8, 0.5, COSINE))))
        .hasMessage(
            "checkpoint of another run: epochs: expected 3, where the schedule ends, or to extend"
                + " it, found 5 (run)");
    assertThatThrownBy(() -> decide(BEFORE, settings(recipe(2, 8, 0.5, COSINE))))
        .hasMessage(
            "checkpoint of another run: epochs: expected 3, where the schedule ends, found 2;"
                + " cannot be accepted: epochs (run)");
  }

  @Test
  void aCycleCannotBeExtended() {
    LearningRateSchedule cycle = LearningRateSchedule.OneCycle.standard();
    RunSettings before = settings(recipe(3, 8, 0.5, cycle));
    String message =
        "checkpoint of another run: epochs: expected 3, where the schedule ends, found 5; cannot be"
            + " accepted: epochs (run)";

    assertThatThrownBy(() -> decide(before, settings(recipe(5, 8, 0.5, cycle))))
        .hasMessage(message);
    assertThatThrownBy(() -> extend(before, settings(recipe(5, 8, 0.5, cycle))))
        .hasMessage(message);
  }

  @Test
  void aPlateauHasNoEndAndTakesMoreEpochs() throws IOException {
    LearningRateSchedule plateau = LearningRateSchedule.Plateau.standard();

    Resumption.Decision more =
        decide(settings(recipe(3, 8, 0.5, plateau)), settings(recipe(5, 8, 0.5, plateau)));

    assertThat(more.settings().recipe().epochs()).isEqualTo(5);
  }

  @Test
  void anExtendedCosineIsNamedAndResumedByTheWordsThatBeganIt() throws IOException {
    RunSettings five = settings(recipe(5, 8, 0.5, COSINE));
    RunSettings nine = settings(recipe(9, 8, 0.5, COSINE));

    RunSettings extended = extend(BEFORE, five).settings();

    assertThat(extended.recipe().schedule())
        .isEqualTo(new LearningRateSchedule.CosineRestarts(0.05, List.of(3)));
    assertThat(extend(BEFORE, five).warnings())
        .containsExactly(
            "epochs changed: expected 3, found 5 (extended, after epoch 1, step 10)",
            "schedule changed: expected Cosine[warmUp=0.05], found"
                + " CosineRestarts[warmUp=0.05, restarts=[3]] (extended, after epoch 1, step 10)");
    assertThat(decide(extended, five).settings()).isEqualTo(extended);
    assertThat(extend(extended, five).settings()).isEqualTo(extended);
    assertThat(extend(extended, nine).settings().recipe().schedule())
        .isEqualTo(new LearningRateSchedule.CosineRestarts(0.05, List.of(3, 5)));
  }

  @Test
  void fewerEpochsThanAreDoneAreRefused() {
    assertThatThrownBy(
            () ->
                new Resumption(
                        settings(recipe(3, 8, 0.5, CONSTANT)),
                        settings(recipe(1, 8, 0.5, CONSTANT)),
                        2,
                        20,
                        false,
                        Set.of())
                    .decide(false, name -> "", Path.of("run")))
        .hasMessage(
            "checkpoint of another run: epochs: expected at least 2, found 1; cannot be accepted:"
                + " epochs (run)");
  }

  @Test
  void aFinishedRunKeepsWhatIsToldOfIt() throws IOException {
    RunSettings asked = on(environment("gpu:0", 16, Map.of("pytorch", "2.8.0")));

    Resumption.Decision decision =
        new Resumption(BEFORE, asked, 3, 30, false, Set.of())
            .decide(false, name -> "", Path.of("run"));

    assertThat(decision.settings()).isEqualTo(BEFORE);
    assertThat(decision.warnings()).isEmpty();
  }

  private static Resumption.Decision decide(
      RunSettings before, RunSettings asked, String... accepted) throws IOException {
    return new Resumption(before, asked, 1, 10, false, Set.of(accepted))
        .decide(false, name -> ": told of " + name, Path.of("run"));
  }

  private static Resumption.Decision extend(RunSettings before, RunSettings asked)
      throws IOException {
    return new Resumption(before, asked, 1, 10, false, Set.of())
        .decide(true, name -> "", Path.of("run"));
  }

  private static RunSettings settings(RunSettings.Recipe recipe) {
    return new RunSettings(NETWORK, DATA, recipe, ENVIRONMENT);
  }

  private static RunSettings on(RunSettings.Environment environment) {
    return new RunSettings(NETWORK, DATA, BEFORE.recipe(), environment);
  }

  private static RunSettings features(RunSettings of) {
    return new RunSettings(
        new RunSettings.Network(
            Backbone.RESNET18, TrainingMode.FEATURES, Optional.of("9f86"), true),
        of.data(),
        of.recipe(),
        of.environment());
  }

  private static RunSettings images(RunSettings of, int size) {
    Preparation preparation = Preparation.of(ImageSpec.imagenet(size));
    RunSettings.Data data = of.data();
    return new RunSettings(
        of.network(),
        new RunSettings.Data(
            data.labels(),
            new RunSettings.Images(data.training().summary(), preparation),
            new RunSettings.Images(data.test().summary(), preparation)),
        of.recipe(),
        of.environment());
  }

  private static RunSettings.Data data(String sha256, int samples, String order) {
    Preparation preparation = Preparation.of(ImageSpec.imagenet(64));
    return new RunSettings.Data(
        ClassLabels.of("N", "P"),
        new RunSettings.Images(
            new DataSummary(sha256, samples, Map.of("N", samples), 0, order), preparation),
        new RunSettings.Images(new DataSummary("tt", 4, Map.of("N", 4)), preparation));
  }

  private static RunSettings.Recipe recipe(
      int epochs, int batchSize, double learningRate, LearningRateSchedule schedule) {
    return recipe(epochs, batchSize, learningRate, schedule, ADAM);
  }

  private static RunSettings.Recipe recipe(
      int epochs,
      int batchSize,
      double learningRate,
      LearningRateSchedule schedule,
      OptimizerSpec optimizer) {
    return new RunSettings.Recipe(
        epochs,
        batchSize,
        learningRate,
        optimizer,
        schedule,
        0,
        RunSettings.Recipe.FISHER_YATES,
        RunSettings.Recipe.FLOAT32);
  }

  private static RunSettings.Environment environment(
      String device, int threads, Map<String, String> versions) {
    return new RunSettings.Environment(device, threads, versions);
  }
}
