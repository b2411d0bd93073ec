package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonParser;
import dev.hibi.model.engine.Bfloat16;
import dev.hibi.model.network.Precision;
import dev.hibi.model.network.StepSpec;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that train the head, then the last layer and the head, then all. */
final class StagedRunTest extends RunFixture {
  /** 10 steps an epoch: the head until 20, layer4 until 30, all until 50. */
  private FitConfig.Builder config() throws IOException {
    return config("2,1,2");
  }

  private FitConfig.Builder config(String epochs) throws IOException {
    return runs.config(TrainingMode.STAGED).toBuilder()
        .stages(Stages.of(epochs))
        .learningRate(0.01);
  }

  @Test
  void aKilledRunEndsWithTheSameModelToTheBitInAnyStage() throws IOException {
    FitConfig config = config().build();
    TrainingResult whole = runs.run(config, "whole").build().fit();
    assertThat(whole.history())
        .extracting(EpochMetrics::step)
        .containsExactly(10L, 20L, 30L, 40L, 50L);
    for (int step : new int[] {7, 10, 13, 20, 21, 27, 30, 31, 37, 40, 50}) {
      String killed = "killed at " + step;
      assertThatThrownBy(
              () ->
                  runs.run(config, killed)
                      .checkpointEverySteps(3)
                      .listener(Runs.powerFailure(step))
                      .build()
                      .fit())
          .as(killed)
          .hasMessage("power failure");

      TrainingResult resumed = runs.run(config, killed).resume(true).build().fit();

      assertThat(runs.model(killed)).as(killed).hasSameBinaryContentAs(runs.model("whole"));
      assertThat(resumed.history())
          .as(killed)
          .usingRecursiveComparison()
          .comparingOnlyFields("step", "learningRate", "trainLoss", "loss", "accuracy")
          .isEqualTo(whole.history());
      assertThat(resumed.evaluation().loss()).as(killed).isEqualTo(whole.evaluation().loss());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void aStageBeginsWithTheAverageThatTheOneBeforeAnsweredWith(Precision precision)
      throws IOException {
    Bfloat16.assumeComputed(precision);
    FitConfig config =
        config()
            .precision(precision)
            .step(StepSpec.builder().ema(0.5).labelSmoothing(0.1).accumulate(2).build())
            .batchSize(4)
            .balanceClasses(true)
            .build();
    runs.run(config, "whole").build().fit();
    Runs.Log log = new Runs.Log();
    assertThatThrownBy(() -> runs.run(config, "stopped").listener(endAfterEpoch(2)).build().fit())
        .hasMessage("power failure");

    runs.run(config, "stopped").listener(log).resume(true).build().fit();

    assertThat(log.begun).containsExactly(20L);
    assertThat(runs.model("stopped")).hasSameBinaryContentAs(runs.model("whole"));
  }

  /** When its checkpoint is whole, and one step of the next was made. */
  private static FitListener endAfterEpoch(int epoch) {
    return Runs.powerFailure(10L * epoch + 1);
  }

  @Test
  void aStageChangesItsPartAlone() throws IOException {
    StateDict before = Safetensors.read(config().build().weights().orElseThrow());

    assertThat(changed(before, fit("3,0,0"))).containsExactly("fc");
    assertThat(changed(before, fit("2,1,0"))).containsExactly("fc", "layer4");
    assertThat(changed(before, fit("2,1,1")))
        .containsExactly("bn1", "conv1", "fc", "layer1", "layer2", "layer3", "layer4");
  }

  private StateDict fit(String epochs) throws IOException {
    TrainingResult result = runs.run(config(epochs).build(), epochs).build().fit();
    return Safetensors.read(result.model().resolve("model.safetensors"));
  }

  /** Of which parts weights have changed; running statistics must not. */
  private static Set<String> changed(StateDict before, StateDict after) {
    assertThat(after.names()).containsExactlyElementsOf(before.names());
    Set<String> parts = new TreeSet<>();
    for (String name : before.names()) {
      if (!after.get(name).bytes().equals(before.get(name).bytes())) {
        assertThat(name).doesNotContain("running_").doesNotContain("num_batches");
        parts.add(name.substring(0, name.indexOf('.')));
      }
    }
    return parts;
  }

  @Test
  void itLearns() throws IOException {
    FitConfig config = config("2,2,6").learningRate(0.02).build();

    TrainingResult result = runs.run(config, "run").build().fit();

    assertThat(result.evaluation().accuracy()).isGreaterThanOrEqualTo(0.9);
  }

  @Test
  void ratesFollowFromStageAndSchedule() throws IOException {
    List<Double> rates = new ArrayList<>();
    FitListener listener =
        new FitListener() {
          @Override
          public void onStep(int epoch, long step, long steps, double loss, double rate) {
            rates.add(rate);
          }
        };
    FitConfig config =
        config("1,1,2").learningRate(0.1).schedule(new LearningRateSchedule.Cosine(0)).build();

    runs.run(config, "run").listener(listener).build().fit();

    assertThat(rates).hasSize(40);
    assertThat(List.of(rates.get(0), rates.get(10), rates.get(20)))
        .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : Double.compare(a, b))
        .containsExactly(0.1, 0.01, 0.001);
    assertThat(rates.get(5)).isCloseTo(0.05, within(1e-12));
    assertThat(rates.get(30)).isCloseTo(0.0005, within(1e-12));
  }

  /** ULMFiT's, from the head on. */
  @Test
  void eachPartHasARateOfItsOwn() throws IOException {
    FitConfig config = config().build();
    Stages stages = config.stages().orElseThrow();

    StepSpec step = stages.discriminating(StepSpec.PLAIN, config.features());

    assertThat(step.rateFactors().keySet())
        .containsExactly("layer4.", "layer3.", "layer2.", "layer1.", "conv1.", "bn1.");
    assertThat(step.rateFactors().get("layer4.")).isCloseTo(1 / 2.6, within(1e-12));
    assertThat(step.rateFactors().get("layer1.")).isCloseTo(Math.pow(2.6, -4), within(1e-12));
    assertThat(step.rateFactors().get("conv1.")).isCloseTo(Math.pow(2.6, -5), within(1e-12));
    assertThat(step.rateFactors().get("bn1.")).isCloseTo(Math.pow(2.6, -5), within(1e-12));
  }

  @Test
  void whatIsKeptIsComputedOnceForEachStage() throws IOException {
    List<String> computed = new ArrayList<>();
    FitListener listener =
        new FitListener() {
          @Override
          public void onFeatures(String data, long done, long total) {
            if (done == total) {
              computed.add(data + " " + total);
            }
          }
        };
    FitConfig config = config().build();
    runs.run(config, "run").listener(listener).build().fit();
    runs.run(config, "run").listener(listener).resume(true).build().fit();

    assertThat(computed)
        .containsExactly("training 80", "test 40", "training 80", "test 40", "bank 80", "bank 80");
    assertThat(Runs.names(directory.resolve("run/features"))).containsExactly("test", "training");
    assertThat(Runs.names(directory.resolve("run/activations")))
        .containsExactly("test", "training");
  }

  @Test
  void theRecordNamesTheStageOfEachEpoch() throws IOException {
    runs.run(config().build(), "run").build().fit();

    assertThat(Files.readAllLines(directory.resolve("run/metrics.jsonl")))
        .extracting(
            line -> JsonParser.parseString(line).getAsJsonObject().get("stage").getAsString())
        .containsExactly("head", "head", "layer4", "all", "all");
    assertThat(
            JsonParser.parseString(Files.readString(directory.resolve("run/run.json")))
                .getAsJsonObject()
                .getAsJsonObject("settings")
                .get("stages"))
        .hasToString("{\"head\":2,\"last\":1,\"all\":2,\"stageFactor\":0.1,\"layerDivisor\":2.6}");
  }

  /** What comes after it learns at a rate at which nothing can. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theBestEpochMayBeOfAnEarlierStage(int best) throws IOException {
    FitConfig config = config("1,1,1").selectBest(true).build();
    FitConfig wild = config.toBuilder().learningRate(100).build();
    Toy.Images validation = Toy.data(manager, 40, 3);
    assertThatThrownBy(
            () ->
                runs.run(config, "run")
                    .validation(validation)
                    .listener(endAfterEpoch(best))
                    .build()
                    .fit())
        .hasMessage("power failure");

    TrainingResult result =
        runs.run(wild, "run")
            .validation(validation)
            .resume(true)
            .accept(Set.of("learningRate"))
            .build()
            .fit();

    assertThat(result.selectedEpoch()).isEqualTo(best);
    FitConfig again =
        runs.config(TrainingMode.FEATURES).toBuilder()
            .weights(result.model().resolve("model.safetensors"))
            .precision(Precision.FLOAT32)
            .epochs(1)
            .learningRate(1e-12)
            .build();
    assertThat(runs.run(again, "again").build().fit().evaluation().loss())
        .isCloseTo(result.evaluation().loss(), within(1e-5));
  }

  @Test
  void aRunWithOtherStagesIsNotResumed() throws IOException {
    runs.run(config("1,0,0").build(), "run").build().fit();
    FitConfig other = config("0,1,0").schedule(new LearningRateSchedule.Cosine(0.05)).build();

    assertThatThrownBy(() -> runs.run(other, "run").resume(true).build().fit())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "checkpoint of another run: stages: expected 1,0,0 epochs, rates times 0.1 a stage,"
                + " divided by 2.6 a layer, found 0,1,0 epochs, rates times 0.1 a stage, divided by"
                + " 2.6 a layer;"
                + " cannot be accepted: stages (%s)",
            directory.resolve("run/checkpoints"));
  }

  @Test
  void settingsSurviveTheirJson() throws IOException {
    FitConfig config = config().frozen(new FrozenPrefix(3, 2)).build();
    RunSettings settings =
        AskedSettings.of(
            config, RunSettingsTest.SETTINGS.data(), RunSettingsTest.SETTINGS.environment());

    assertThat(RunSettings.fromJson(settings.toJson())).isEqualTo(settings);
    assertThat(settings.byName())
        .containsEntry("mode", "staged")
        .containsEntry("trainFrom", "layer3")
        .containsEntry("epochs", 5)
        .containsEntry("stages", "2,1,2 epochs, rates times 0.1 a stage, divided by 2.6 a layer");
    assertThat(settings.network().stage(3)).contains(new Stages.Stage("layer3", 2, 3, 3));
    assertThat(settings.network().stage(6)).isEmpty();
    assertThat(config.toBuilder().build().stages()).isEqualTo(config.stages());
  }

  @Test
  void whatHasNoMeaningInStagesIsRefused() throws IOException {
    assertRefused(
        "mode staged mixes no images: expected mixup 0 and cutmix 0, found 0.2 and 0.0",
        config().step(StepSpec.builder().mixup(0.2).build()));
    assertRefused(
        "mode staged has rates of its own: expected no rate factors, found {layer1.=0.5}",
        config().step(StepSpec.builder().rateFactor("layer1.", 0.5).build()));
    assertRefused(
        "mode staged freezes batch normalisation: expected freezeBatchNorm true, found false",
        config().freezeBatchNorm(false));
    assertRefused(
        "mode staged goes through all its stages: expected no early stopping, found a patience of"
            + " 2",
        config().earlyStopping(2));
    assertRefused(
        "mode staged begins its schedule in each stage: expected cosine, one-cycle, plateau or"
            + " constant, found multistep",
        config().schedule(new LearningRateSchedule.MultiStep(List.of(1), 0.1)));
    assertRefused(
        "standardised features are for mode features: expected it, found staged",
        config().standardized(true));
    assertRefused(
        "mode staged needs weights: expected a weights file, found none",
        Runs.scratch().mode(TrainingMode.STAGED));
    assertRefused(
        "stages are for mode staged: expected it, found finetune",
        config().mode(TrainingMode.FINETUNE));
    assertThatThrownBy(() -> Stages.of("3,1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "bad epochs of stages: expected those of the head, of the last layer and of all, such"
                + " as 3,1,1, found '3,1'");
    assertThatThrownBy(() -> Stages.of("0,0,0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no epochs: expected 1 and more in a stage, found 0 in each");
    FitConfig config = config().build();
    assertThatThrownBy(
            () ->
                LearningRateFinder.builder(config, Toy.data(manager, 8, 1), directory)
                    .build()
                    .find())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "mode staged has several learning rates: expected features, finetune or scratch to"
                + " find one for, found staged");
  }

  private static void assertRefused(String message, FitConfig.Builder config) {
    assertThatThrownBy(config::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
