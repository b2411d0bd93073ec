package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.Preparation;
import dev.hibi.model.Classifier;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.engine.Bfloat16;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.network.Precision;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that has learned itself knows what it was trained on by the network it began from. */
final class FrozenBankTest extends RunFixture {

  private static Path bank(TrainingResult result) {
    return result.model().resolve("bank.safetensors");
  }

  private static Path frozen(TrainingResult result) {
    return result.model().resolve("frozen.safetensors");
  }

  private TrainingResult fit(FitConfig config, String name) throws IOException {
    return runs.run(config, name).build().fit();
  }

  @ParameterizedTest
  @CsvSource({
    "FINETUNE, FLOAT32, layer4:mean",
    "FINETUNE, BFLOAT16, layer4:mean",
    "FINETUNE, FLOAT32, 'layer2:max,layer4:mean'",
    "FINETUNE, FLOAT32, layer1:max",
    "STAGED, FLOAT32, layer4:mean",
    "STAGED, BFLOAT16, layer4:mean"
  })
  void itsBankIsThatOfARunInModeFeaturesToTheByte(
      TrainingMode mode, Precision precision, String features) throws IOException {
    Bfloat16.assumeComputed(precision);
    List<PooledLayer> seen = PooledLayer.listOf(features);
    FitConfig learns =
        runs.config(mode).toBuilder().features(seen).precision(precision).seed(3).build();
    FitConfig stays =
        runs.config(TrainingMode.FEATURES).toBuilder()
            .features(seen)
            .precision(precision)
            .seed(3)
            .build();

    TrainingResult result = fit(learns, "learns");

    assertThat(bank(result)).hasSameBinaryContentAs(bank(fit(stays, "stays")));
    assertThat(frozen(result)).exists();
    assertThat(ModelDirectory.homeRows(result.model())).isEmpty();
  }

  @Test
  void theWeightsAreThoseThatTrainingBeganFromAndEndWithLayer3() throws IOException {
    FitConfig config = runs.config(TrainingMode.FINETUNE);
    TrainingResult result = fit(config, "run");

    StateDict begun = Safetensors.read(config.weights().orElseThrow());
    StateDict kept = Safetensors.read(frozen(result));
    assertThat(kept.names())
        .containsExactlyInAnyOrderElementsOf(
            begun.names().stream()
                .filter(name -> !name.startsWith("layer4") && !name.startsWith("fc"))
                .toList());
    for (String name : kept.names()) {
      assertThat(kept.get(name).bytes()).as(name).isEqualTo(begun.get(name).bytes());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FINETUNE", "STAGED"})
  void aRunThatWasStoppedGivesTheFilesOfOneThatWasNot(TrainingMode mode) throws IOException {
    FitConfig config = runs.config(mode);
    TrainingResult whole = fit(config, "whole");
    assertThatThrownBy(
            () -> runs.run(config, "stopped").listener(Runs.powerFailure(13)).build().fit())
        .hasMessage("power failure");

    TrainingResult resumed = runs.run(config, "stopped").resume(true).build().fit();
    TrainingResult again = runs.run(config, "stopped").resume(true).build().fit();

    for (TrainingResult result : List.of(resumed, again)) {
      assertThat(bank(result)).hasSameBinaryContentAs(bank(whole));
      assertThat(frozen(result)).hasSameBinaryContentAs(frozen(whole));
    }
  }

  /** When only the bank is left, and the process is killed while it is computed. */
  @Test
  void aRunThatWasStoppedAtItsBankGoesOnThere() throws IOException {
    FitConfig config = runs.config(TrainingMode.FINETUNE);
    TrainingResult whole = fit(config, "whole");
    FitListener failing =
        new FitListener() {
          @Override
          public void onFeatures(String data, long done, long total) throws IOException {
            if (data.equals("bank") && done > 32) {
              throw new IOException("power failure");
            }
          }

          @Override
          public boolean isEssential() {
            return true;
          }
        };
    assertThatThrownBy(() -> runs.run(config, "stopped").listener(failing).build().fit())
        .hasMessage("power failure");
    Runs.Log log = new Runs.Log();

    TrainingResult resumed = runs.run(config, "stopped").listener(log).resume(true).build().fit();

    assertThat(log.begun).containsExactly(20L);
    assertThat(bank(resumed)).hasSameBinaryContentAs(bank(whole));
    assertThat(resumed.model().resolve("model.safetensors"))
        .hasSameBinaryContentAs(whole.model().resolve("model.safetensors"));
  }

  /** As {@link TrainingRun#stop} says of a run whose last epoch is done. */
  @Test
  void aRunThatIsToldToStopWhenItsEpochsAreDoneFinishes() throws IOException {
    List<TrainingRun> run = new ArrayList<>();
    run.add(
        runs.run(runs.config(TrainingMode.FINETUNE), "run")
            .listener(
                new FitListener() {
                  @Override
                  public void onFeatures(String data, long done, long total) {
                    run.get(0).stop();
                  }
                })
            .build());

    TrainingResult result = run.get(0).fit();

    assertThat(bank(result)).exists();
    assertThat(frozen(result)).exists();
  }

  @Test
  void listenersHearOfItWhenTheEpochsAreDone() throws IOException {
    List<String> heard = new ArrayList<>();
    FitListener listener =
        new FitListener() {
          @Override
          public void onFeatures(String data, long done, long total) {
            heard.add("%s %d of %d".formatted(data, done, total));
          }

          @Override
          public void onEpoch(EpochMetrics metrics, Evaluation evaluation) {
            heard.add("epoch " + metrics.epoch());
          }
        };

    runs.run(runs.config(TrainingMode.FINETUNE), "run").listener(listener).build().fit();

    assertThat(heard)
        .containsExactly(
            "epoch 1",
            "epoch 2",
            "bank 0 of 80",
            "bank 16 of 80",
            "bank 48 of 80",
            "bank 80 of 80");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SCRATCH", "FINETUNE"})
  void aRunFromRandomWeightsHasNone(TrainingMode mode) throws IOException {
    Runs.Extractions listener = new Runs.Extractions();
    FitConfig config = Runs.scratch().mode(mode).build();

    TrainingResult result = runs.run(config, "run").listener(listener).build().fit();

    assertThat(bank(result)).doesNotExist();
    assertThat(frozen(result)).doesNotExist();
    assertThat(listener.whole).isEmpty();
    try (Classifier classifier = Classifier.loader(result.model()).familiarity(true).load()) {
      assertThat(classifier.hasFamiliarity()).isFalse();
    }
  }

  /** Then the model's own pass gives the same features. */
  @ParameterizedTest
  @ValueSource(strings = {"layer4 alone", "3,0,0", "1,1,0"})
  void whereItsLayersWereNeverTrainedTheModelIsItsOwnNetwork(String stages) throws IOException {
    FitConfig config =
        stages.equals("layer4 alone")
            ? runs.config(TrainingMode.FINETUNE).toBuilder()
                .frozen(FrozenPrefix.before("layer4", 1))
                .precision(Precision.FLOAT32)
                .build()
            : runs.config(TrainingMode.STAGED).toBuilder()
                .stages(Stages.of(stages))
                .precision(Precision.FLOAT32)
                .build();
    TrainingResult result = fit(config, "run");
    TrainingResult stays =
        fit(
            runs.config(TrainingMode.FEATURES).toBuilder()
                .features(PooledLayer.DEFAULT)
                .precision(Precision.FLOAT32)
                .build(),
            "stays");

    assertThat(frozen(result)).doesNotExist();
    assertThat(bank(result)).hasSameBinaryContentAs(bank(stays));
    try (Classifier classifier = Classifier.load(result.model())) {
      assertThat(classifier.hasFamiliarity()).isTrue();
      Evaluation known = Evaluator.evaluate(classifier, Toy.data(manager, 80, 1), 8);
      assertThat(known.unfamiliarShare().orElseThrow()).isLessThanOrEqualTo(0.05);
    }
  }

  @Test
  void aPrefixThatEndsBeforeLayer3DoesNotDoWithoutTheFile() throws IOException {
    FitConfig config =
        runs.config(TrainingMode.FINETUNE).toBuilder()
            .frozen(FrozenPrefix.before("layer3", 1))
            .build();

    assertThat(frozen(fit(config, "run"))).exists();
  }

  @Test
  void anEvaluationTellsHowManyAreUnfamiliarOnlyWhereThatIsAskedFor() throws IOException {
    TrainingResult result = fit(runs.config(TrainingMode.FINETUNE), "run");

    try (Classifier asked = Classifier.loader(result.model()).familiarity(true).load();
        Classifier not = Classifier.load(result.model())) {
      Evaluation known = Evaluator.evaluate(asked, Toy.data(manager, 80, 1), 8);
      assertThat(known.predictions().familiarity()).hasSize(80);
      assertThat(known.unfamiliarShare().orElseThrow()).isLessThanOrEqualTo(0.05);
      assertThat(Evaluator.evaluate(not, Toy.data(manager, 80, 1), 8).unfamiliarShare()).isEmpty();
    }
  }

  /** The network that training began from has no ranges of activations. */
  @Test
  void aModelInInt8AsksTheOtherNetworkInTheFastestPrecision() throws IOException {
    TrainingResult result = fit(runs.config(TrainingMode.FINETUNE), "run");

    try (Classifier quantized =
            Classifier.loader(result.model()).precision(Precision.INT8).familiarity(true).load();
        Classifier fastest = Classifier.loader(result.model()).familiarity(true).load()) {
      Evaluation expected = Evaluator.evaluate(fastest, Toy.data(manager, 80, 1), 8);
      Evaluation found = Evaluator.evaluate(quantized, Toy.data(manager, 80, 1), 8);
      assertThat(quantized.precision()).isEqualTo(Precision.INT8);
      assertThat(found.predictions().familiarity()).isEqualTo(expected.predictions().familiarity());
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("avx512_vnni"); // another processor
    }
  }

  @Test
  void ofTooFewImagesThereIsAModelWithoutABankAndAWarning() throws IOException {
    Runs.Log log = new Runs.Log();
    TrainingResult result =
        TrainingRun.builder(
                runs.config(TrainingMode.FINETUNE),
                Toy.data(manager, 10, 1),
                Toy.data(manager, 40, 2),
                directory.resolve("few"))
            .listener(log)
            .build()
            .fit();

    assertThat(bank(result)).doesNotExist();
    assertThat(frozen(result)).doesNotExist();
    assertThat(log.warnings)
        .containsExactly(
            "the model cannot tell which images it knows: too few rows: expected at least 10 of"
                + " other groups, found 9 (group 0)");
  }

  @Test
  void dataThatAreAugmentedAloneGiveAModelWithoutABankAndAWarning() throws IOException {
    Preparation augmented =
        new Preparation(
            Toy.SPEC, List.of(Preparation.Augmentation.of("flip")), Preparation.ANY_DECODER, 0);
    Runs.Log log = new Runs.Log();
    TrainingResult result =
        TrainingRun.builder(
                runs.config(TrainingMode.FINETUNE),
                Toy.data(manager, 80, 1).preparation(augmented),
                Toy.data(manager, 40, 2),
                directory.resolve("augmented"))
            .listener(log)
            .build()
            .fit();

    assertThat(bank(result)).doesNotExist();
    assertThat(log.warnings)
        .containsExactly(
            "the model cannot tell which images it knows: augmented training data: expected a data"
                + " set that also gives its images as they are, found one that does not");
  }

  /** Of more than a bank takes, which are drawn, only those are computed. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void ofManyImagesThoseAreComputedThatTheBankTakes(Precision precision) throws IOException {
    Bfloat16.assumeComputed(precision);
    Runs.Extractions listener = new Runs.Extractions();
    FitConfig learns =
        runs.config(TrainingMode.FINETUNE).toBuilder().precision(precision).epochs(1).build();
    FitConfig stays =
        runs.config(TrainingMode.FEATURES).toBuilder().precision(precision).epochs(1).build();

    Path learned = many(learns, "learns", listener);
    Path stayed = many(stays, "stays", listener);

    assertThat(listener.whole).contains("bank 2000", "training 2121");
    assertThat(learned.resolve("bank.safetensors"))
        .hasSameBinaryContentAs(stayed.resolve("bank.safetensors"));
  }

  private Path many(FitConfig config, String name, FitListener listener) throws IOException {
    return TrainingRun.builder(
            config, Toy.data(manager, 2121, 1), Toy.data(manager, 40, 2), directory.resolve(name))
        .listener(listener)
        .build()
        .fit()
        .model();
  }
}
