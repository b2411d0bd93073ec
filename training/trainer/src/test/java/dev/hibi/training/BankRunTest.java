package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.model.Classifier;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.HomeRows;
import dev.hibi.model.scoring.NeighbourBank;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model of frozen features knows what its head was trained on. */
final class BankRunTest extends RunFixture {

  private static Path bank(Path model) {
    return model.resolve("bank.safetensors");
  }

  private static Path home(Path model) {
    return model.resolve("home.safetensors");
  }

  @ParameterizedTest
  @ValueSource(strings = {"layer4:mean", "layer2:max,layer4:mean", "layer1:max"})
  void aRunThatWasStoppedGivesTheBankAndTheRowsOfOneThatWasNot(String features) throws IOException {
    FitConfig config =
        runs.config(TrainingMode.FEATURES).toBuilder()
            .features(PooledLayer.listOf(features))
            .standardized(true)
            .build();
    TrainingResult whole = runs.run(config, "whole").build().fit();
    assertThatThrownBy(
            () -> runs.run(config, "stopped").listener(Runs.powerFailure(13)).build().fit())
        .hasMessage("power failure");

    TrainingResult resumed = runs.run(config, "stopped").resume(true).build().fit();
    TrainingResult again = runs.run(config, "stopped").resume(true).build().fit();

    assertThat(bank(resumed.model())).hasSameBinaryContentAs(bank(whole.model()));
    assertThat(bank(again.model())).hasSameBinaryContentAs(bank(whole.model()));
    assertThat(home(resumed.model())).hasSameBinaryContentAs(home(whole.model()));
    assertThat(home(again.model())).hasSameBinaryContentAs(home(whole.model()));
  }

  /** Some columns of what was computed of the training images, 224 of each. */
  private float[] stored(int from, int count) throws IOException {
    Tensor all =
        Safetensors.read(directory.resolve("run/features/training/000000.safetensors"))
            .get("features");
    assertThat(all.shape()).containsExactly(80, 224);
    float[] features = all.toFloatArray();
    float[] columns = new float[80 * count];
    for (int row = 0; row < 80; row++) {
      System.arraycopy(features, row * 224 + from, columns, row * count, count);
    }
    return columns;
  }

  /** The numbers of a model are those of one that keeps nothing: the head sees the same. */
  @Test
  void whatIsKeptOfTestImagesIsWhatTheHeadSees() throws IOException {
    runs.run(runs.config(TrainingMode.FEATURES), "run").build().fit();

    assertThat(
            Safetensors.read(directory.resolve("run/features/test/000000.safetensors"))
                .get("features")
                .shape())
        .containsExactly(40, 128);
  }

  @Test
  void theBankIsOfTheMiddleLayersBehindWhatTheHeadSees() throws IOException {
    TrainingResult result = runs.run(runs.config(TrainingMode.FEATURES), "run").build().fit();

    StateDict bank = Safetensors.read(bank(result.model()));
    NeighbourBank expected =
        NeighbourBank.of(
            FeatureRows.of(stored(128, 96), 96), IntStream.range(0, 80).boxed().toList(), 0);
    assertThat(bank.get("rows").toFloatArray()).isEqualTo(expected.rows().values());
    float[] reference = bank.get("reference").toFloatArray();
    for (int i = 0; i < reference.length; i++) {
      assertThat((double) reference[i]).isCloseTo(expected.reference()[i], within(1e-7));
    }
  }

  @Test
  void theRowsOfHomeAreFeaturesAsTheHeadSeesThemWithTheirLabels() throws IOException {
    FitConfig config =
        runs.config(TrainingMode.FEATURES).toBuilder().standardized(true).seed(4).build();
    TrainingResult result = runs.run(config, "run").build().fit();

    HomeRows home = ModelDirectory.homeRows(result.model()).orElseThrow();

    assertThat(home.rows().values()).isEqualTo(stored(0, 128)); // raw, all 80, in their order
    assertThat(home.labels()).isEqualTo(IntStream.range(0, 80).mapToObj(i -> i % 2).toList());
    assertThat(home.counts()).containsExactly(40L, 40L);
  }

  /** Its own group's images are no neighbours of a row, so that all are farther. */
  @Test
  void groupsThatTheDataKnowAreHeldOutTogether() throws IOException {
    FitConfig config = runs.config(TrainingMode.FEATURES);
    TrainingResult alone = runs.run(config, "alone").build().fit();
    TrainingResult grouped =
        TrainingRun.builder(
                config,
                Toy.inGroups(manager, 80, 1, 20),
                Toy.data(manager, 40, 2),
                directory.resolve("grouped"))
            .build()
            .fit();

    StateDict apart = Safetensors.read(bank(alone.model()));
    StateDict together = Safetensors.read(bank(grouped.model()));
    assertThat(together.get("rows").toFloatArray()).isEqualTo(apart.get("rows").toFloatArray());
    float[] near = apart.get("reference").toFloatArray();
    float[] far = together.get("reference").toFloatArray();
    assertThat(far).isNotEqualTo(near);
    for (int i = 0; i < near.length; i++) {
      assertThat(far[i]).isGreaterThanOrEqualTo(near[i]);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SCRATCH", "NORMAL"})
  void aNetworkThatBeganAtRandomOrComparesPatchesHasNone(TrainingMode mode) throws IOException {
    TrainingResult result = runs.run(runs.config(mode), "run").build().fit();

    assertThat(bank(result.model())).doesNotExist();
    assertThat(ModelDirectory.homeRows(result.model())).isEmpty();
    try (Classifier classifier = Classifier.load(result.model())) {
      assertThat(classifier.hasFamiliarity()).isFalse();
      Evaluation evaluation = Evaluator.evaluate(classifier, Toy.data(manager, 40, 2), 8);
      assertThat(evaluation.unfamiliarShare()).isEmpty();
    }
  }

  @Test
  void ofTooFewImagesThereIsAModelWithoutABankAndAWarning() throws IOException {
    Runs.Log log = new Runs.Log();
    TrainingResult result =
        TrainingRun.builder(
                runs.config(TrainingMode.FEATURES),
                Toy.data(manager, 10, 1),
                Toy.data(manager, 40, 2),
                directory.resolve("few"))
            .listener(log)
            .build()
            .fit();

    assertThat(bank(result.model())).doesNotExist();
    assertThat(log.warnings)
        .containsExactly(
            "the model cannot tell which images it knows: too few rows: expected at least 10 of"
                + " other groups, found 9 (group 0)");
  }

  @Test
  void anEvaluationTellsHowManyImagesAreUnfamiliar() throws IOException {
    TrainingResult result = runs.run(runs.config(TrainingMode.FEATURES), "run").build().fit();

    try (Classifier classifier = Classifier.load(result.model())) {
      Evaluation known = Evaluator.evaluate(classifier, Toy.data(manager, 80, 1), 8);
      Evaluation inOneBatch = Evaluator.evaluate(classifier, Toy.data(manager, 80, 1), 80);

      assertThat(known.predictions().familiarity()).hasSize(80);
      assertThat(known.unfamiliarShare().orElseThrow()).isLessThanOrEqualTo(0.05);
      assertThat(known.toJson()).contains("\"unfamiliarShare\": ");
      for (int i = 0; i < 80; i++) {
        assertThat(inOneBatch.predictions().familiarity().get(i).distance())
            .isCloseTo(known.predictions().familiarity().get(i).distance(), within(1e-3));
      }
      assertThat(List.of(known.samples(), inOneBatch.samples())).containsOnly(80L);
    }
  }
}
