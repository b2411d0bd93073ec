package dev.hibi.dataset.preparation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.ImageSpec;
import dev.hibi.dataset.ToyArchive;
import dev.hibi.image.ImagePreparation;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PreprocessingTest {
  private static final ImageSpec SPEC = ImageSpec.imagenet(8);

  /** Divides by 255 and nothing else. */
  private static final ImageSpec PLAIN = new ImageSpec(8, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));

  private static float[] prepared(Preprocessing preprocessing, int epoch) {
    float[] out = new float[SPEC.floatCount()];
    preprocessing.prepare(ToyArchive.image(1), SampleRandom.of(0, epoch, "x"), out, 0);
    return out;
  }

  @Test
  void evaluationIsThePreparationOfTheSpecAndDrawsNothing() {
    float[] expected = new float[SPEC.floatCount()];
    new ImagePreparation(SPEC).prepare(ToyArchive.image(1), expected, 0);
    SampleRandom random = SampleRandom.of(0, 0, "x");
    float[] out = new float[SPEC.floatCount()];

    new EvaluationPreprocessing(SPEC).prepare(ToyArchive.image(1), random, out, 0);

    assertThat(out).isEqualTo(expected);
    assertThat(random.nextLong()).isEqualTo(SampleRandom.of(0, 0, "x").nextLong());
  }

  @Test
  void trainingRepeatsForTheSameEpochAndDiffersForAnother() {
    Preprocessing training = TrainingPreprocessing.inspection(SPEC);

    assertThat(prepared(training, 3)).isEqualTo(prepared(training, 3));
    assertThat(prepared(training, 3)).isNotEqualTo(prepared(training, 4));
  }

  @Test
  void trainingStaysInTheRangeOfAPixel() {
    for (int epoch = 0; epoch < 50; epoch++) {
      for (float value : prepared(TrainingPreprocessing.inspection(PLAIN), epoch)) {
        assertThat(value).isBetween(0f, 1f);
      }
    }
  }

  @Test
  void trainingWritesAtTheOffsetOnly() {
    float[] out = new float[SPEC.floatCount() + 5];
    TrainingPreprocessing.inspection(SPEC)
        .prepare(ToyArchive.image(1), SampleRandom.of(0, 3, "x"), out, 3);

    assertThat(out).startsWith(0, 0, 0).endsWith(0, 0);
    assertThat(Arrays.copyOfRange(out, 3, 3 + SPEC.floatCount()))
        .isEqualTo(prepared(TrainingPreprocessing.inspection(SPEC), 3));
  }

  @Test
  void allEightOrientationsAreDrawn() {
    SampleRandom random = SampleRandom.of(0, 0, "x");
    Set<Orientation> drawn = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      drawn.add(Orientation.draw(random));
    }
    assertThat(drawn).hasSize(8);
  }

  /** The first numbers of some sequences; a change of these changes every trained model. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, train/P_00001.jpg, -5286316315599515475",
    "1, 0, train/P_00001.jpg, 2596911399803075189",
    "0, 1, train/P_00001.jpg, 6419888285655102081",
    "0, 0, train/P_00002.jpg, 4810807442633407942",
  })
  void sequencesAreFixedForEver(long seed, int epoch, String entry, long first) {
    assertThat(SampleRandom.of(seed, epoch, entry).nextLong()).isEqualTo(first);
  }

  @Test
  void uniformNumbersFillTheirRange() {
    SampleRandom random = SampleRandom.of(0, 0, "x");
    double sum = 0;
    for (int i = 0; i < 10_000; i++) {
      double value = SampleRandom.uniform(random, 2, 4);
      assertThat(value).isBetween(2.0, 4.0);
      sum += value;
    }
    assertThat(sum / 10_000).isBetween(2.97, 3.03);
  }
}
