package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import dev.hibi.model.Classifier;
import dev.hibi.model.network.ActivationRanges;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.network.Precision;
import dev.hibi.model.scoring.Familiarity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A model knows between which values the results of its layers lie. */
final class RangesRunTest extends RunFixture {

  @ParameterizedTest
  @EnumSource(names = "NORMAL", mode = EnumSource.Mode.EXCLUDE)
  void aRunThatWasStoppedMeasuresWhatOneDoesThatWasNot(TrainingMode mode) throws IOException {
    FitConfig config = runs.config(mode);
    TrainingResult whole = runs.run(config, "whole").build().fit();
    assertThatThrownBy(
            () -> runs.run(config, "stopped").listener(Runs.powerFailure(13)).build().fit())
        .hasMessage("power failure");

    TrainingResult resumed = runs.run(config, "stopped").resume(true).build().fit();

    ActivationRanges ranges = whole.description().activations();
    assertThat(resumed.description().activations()).isEqualTo(ranges);
    assertThat(ranges.requireFit(config.backbone().network(2)).range("relu").least()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"layer4:mean", "layer2:max,layer4:mean", "layer3:max"})
  void aModelClassifiesInInt8(String features) throws IOException {
    FitConfig config =
        runs.config(TrainingMode.SCRATCH).toBuilder()
            .features(PooledLayer.listOf(features))
            .epochs(6)
            .build();
    TrainingResult result = runs.run(config, "run").build().fit();
    assertThat(result.evaluation().accuracy()).isGreaterThan(0.9);

    try (Classifier classifier = quantized(result.model())) {
      Toy.Images images = Toy.data(classifier.manager(), 40, 2);
      int right = 0;
      for (int i = 0; i < images.size(); i++) {
        NDArray image = images.get(classifier.manager(), i).getData().singletonOrThrow();
        long answer = classifier.logits(image.expandDims(0)).argMax(1).getLong(0);
        right += answer == images.label(i) ? 1 : 0;
      }
      assertThat(right).isGreaterThanOrEqualTo(36);
    }
  }

  /** The bank is of what the run computed in; other precisions are off by their rounding. */
  @Test
  void aModelKnowsTheSameImagesInInt8() throws IOException {
    TrainingResult result = runs.run(runs.config(TrainingMode.FEATURES), "run").build().fit();

    try (Classifier classifier = quantized(result.model());
        Classifier exact = Classifier.loader(result.model()).precision(Precision.FLOAT32).load()) {
      List<Familiarity> found = familiarity(classifier);
      List<Familiarity> expected = familiarity(exact);

      assertThat(found).hasSize(80);
      for (int i = 0; i < 80; i++) {
        assertThat(found.get(i).distance())
            .isCloseTo(expected.get(i).distance(), within(0.1 * expected.get(i).distance()));
      }
    }
  }

  private static List<Familiarity> familiarity(Classifier classifier) throws IOException {
    Toy.Images images = Toy.data(classifier.manager(), 80, 1);
    return Evaluator.evaluate(classifier, images, 16).predictions().familiarity();
  }

  private static Classifier quantized(Path model) throws IOException {
    try {
      return Classifier.loader(model).precision(Precision.INT8).load();
    } catch (IllegalArgumentException e) {
      assumeTrue(!String.valueOf(e.getMessage()).contains("avx512_vnni"), "no avx512_vnni here");
      throw e;
    }
  }
}
