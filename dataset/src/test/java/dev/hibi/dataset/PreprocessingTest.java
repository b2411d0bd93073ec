package dev.hibi.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.ImageSpec;
import dev.hibi.RgbImage;
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
    SPEC.prepare(ToyArchive.image(1), expected, 0);
    SampleRandom random = SampleRandom.of(0, 0, "x");
    float[] out = new float[SPEC.floatCount()];

    new EvaluationPreprocessing(SPEC).prepare(ToyArchive.image(1), random, out, 0);

    assertThat(out).isEqualTo(expected);
    assertThat(random.nextLong()).isEqualTo(SampleRandom.of(0, 0, "x").nextLong());
  }

  @Test
  void trainingRepeatsForTheSameEpochAndDiffersForAnother() {
    Preprocessing training = TrainingPreprocessing.of(SPEC);

    assertThat(prepared(training, 3)).isEqualTo(prepared(training, 3));
    assertThat(prepared(training, 3)).isNotEqualTo(prepared(training, 4));
  }

  @Test
  void trainingStaysInTheRangeOfAPixel() {
    for (int epoch = 0; epoch < 50; epoch++) {
      for (float value : prepared(TrainingPreprocessing.of(PLAIN), epoch)) {
        assertThat(value).isBetween(0f, 1f);
      }
    }
  }

  @Test
  void trainingWritesAtTheOffsetOnly() {
    float[] out = new float[SPEC.floatCount() + 5];
    TrainingPreprocessing.of(SPEC).prepare(ToyArchive.image(1), SampleRandom.of(0, 3, "x"), out, 3);

    assertThat(out).startsWith(0, 0, 0).endsWith(0, 0);
    assertThat(Arrays.copyOfRange(out, 3, 3 + SPEC.floatCount()))
        .isEqualTo(prepared(TrainingPreprocessing.of(SPEC), 3));
  }

  @Test
  void cropsHoldFourFifthsOfTheAreaOrMoreAndStayInside() {
    SampleRandom random = SampleRandom.of(0, 0, "x");
    Set<Integer> corners = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      RandomCrop crop = RandomCrop.draw(400, 300, random);
      assertThat(crop.width() * crop.height()).isBetween(95_500, 120_000);
      assertThat(crop.x()).isBetween(0, 400 - crop.width());
      assertThat(crop.y()).isBetween(0, 300 - crop.height());
      corners.add(crop.x());
    }
    assertThat(corners).contains(0).hasSizeGreaterThan(30);
  }

  @Test
  void tinyImageIsCroppedToOnePixelAtLeast() {
    SampleRandom random = SampleRandom.of(0, 0, "x");
    for (int i = 0; i < 100; i++) {
      assertThat(RandomCrop.draw(1, 1, random)).isEqualTo(new RandomCrop(0, 0, 1, 1));
    }
  }

  /** The square is [[0, 1], [2, 3]] before it is laid. */
  @ParameterizedTest
  @CsvSource({
    "false, 0, 0 1 2 3",
    "false, 1, 2 0 3 1",
    "false, 2, 3 2 1 0",
    "false, 3, 1 3 0 2",
    "true, 0, 1 0 3 2",
    "true, 1, 3 1 2 0",
    "true, 2, 2 3 0 1",
    "true, 3, 0 2 1 3",
  })
  void orientationMirrorsThenTurnsClockwise(boolean mirrored, int turns, String expected) {
    RgbImage square = new RgbImage(2, 2, new byte[] {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3});
    float[] identity = new float[256];
    for (int v = 0; v < 256; v++) {
      identity[v] = v;
    }
    float[] out = new float[12];

    new Orientation(mirrored, turns)
        .write(square, new float[][] {identity, identity, identity}, out, 0);

    assertThat("%.0f %.0f %.0f %.0f".formatted(out[0], out[3], out[6], out[9])).isEqualTo(expected);
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

  @Test
  void factorsOfOneChangeNothing() {
    RgbImage image = ToyArchive.image(1).resize(8, 8);
    float[] expected = new float[SPEC.floatCount()];
    SPEC.normalize(image, expected, 0);
    float[][] tables = new ColorJitter(1, 1).tables(image, SPEC);

    for (int i = 0; i < expected.length; i++) {
      assertThat(tables[i % 3][image.pixels()[i] & 0xff]).isCloseTo(expected[i], within(1e-6f));
    }
  }

  @Test
  void brightnessMultipliesAndContrastStretchesAroundTheMean() {
    byte[] pixels = new byte[8 * 8 * 3];
    Arrays.fill(pixels, (byte) 100);
    RgbImage grey = new RgbImage(8, 8, pixels);

    float[] table = new ColorJitter(1.2f, 0.8f).tables(grey, PLAIN)[0];

    float mean = 100 / 255f * 1.2f;
    assertThat(table[100]).isCloseTo(mean, within(1e-6f));
    assertThat(table[0]).isCloseTo(mean * 0.2f, within(1e-6f));
    assertThat(table[255]).isCloseTo(mean + (1 - mean) * 0.8f, within(1e-6f));
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
