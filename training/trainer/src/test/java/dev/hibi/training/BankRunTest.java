package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.model.Classifier;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.NeighbourBank;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
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

  @ParameterizedTest
  @ValueSource(strings = {"layer4:mean", "layer2:max,layer4:mean"})
  void aRunThatWasStoppedGivesTheBankOfOneThatWasNot(String features) throws IOException {
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
  }

  @Test
  void theBankIsOfTheFeaturesThatTheHeadSees() throws IOException {
    TrainingResult result = runs.run(runs.config(TrainingMode.FEATURES), "run").build().fit();

    StateDict bank = Safetensors.read(bank(result.model()));
    float[] features =
        Safetensors.read(directory.resolve("run/features/training/000000.safetensors"))
            .get("features")
            .toFloatArray();
    NeighbourBank expected =
        NeighbourBank.of(FeatureRows.of(features, 128), IntStream.range(0, 80).boxed().toList(), 0);
    assertThat(bank.get("rows").toFloatArray()).isEqualTo(expected.rows().values());
    float[] reference = bank.get("reference").toFloatArray();
    for (int i = 0; i < reference.length; i++) {
      assertThat((double) reference[i]).isCloseTo(expected.reference()[i], within(1e-7));
    }
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
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FEATURES")
  void aNetworkThatHasLearnedItselfHasNone(TrainingMode mode) throws IOException {
    TrainingResult result = runs.run(runs.config(mode), "run").build().fit();

    assertThat(bank(result.model())).doesNotExist();
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
