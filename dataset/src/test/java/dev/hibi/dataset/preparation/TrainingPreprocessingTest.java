package dev.hibi.dataset.preparation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.ImageSpec;
import dev.hibi.dataset.ToyArchive;
import dev.hibi.image.ImagePreparation;
import dev.hibi.image.RgbImage;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainingPreprocessingTest {
  private static final int SIZE = 16;

  /** Divides by 255 and nothing else. */
  private static final ImageSpec PLAIN =
      new ImageSpec(SIZE, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));

  private static final RgbImage GREY = filled(100, 100, 100);

  private static RgbImage filled(int red, int green, int blue) {
    byte[] pixels = new byte[SIZE * SIZE * 3];
    for (int i = 0; i < pixels.length; i += 3) {
      pixels[i] = (byte) red;
      pixels[i + 1] = (byte) green;
      pixels[i + 2] = (byte) blue;
    }
    return new RgbImage(SIZE, SIZE, pixels);
  }

  private static float[] prepared(RgbImage image, int epoch, Augmentation... augmentations) {
    float[] out = new float[PLAIN.floatCount()];
    TrainingPreprocessing.of(PLAIN, List.of(augmentations))
        .prepare(image, SampleRandom.of(0, epoch, "x"), out, 0);
    return out;
  }

  private static void assertPlain(float[] out, float expected) {
    for (float value : out) {
      assertThat(value).isCloseTo(expected, within(1e-5f));
    }
  }

  @Test
  void withoutAugmentationItIsTheEvaluation() {
    float[] expected = new float[PLAIN.floatCount()];
    new ImagePreparation(PLAIN).prepare(ToyArchive.image(1), expected, 0);

    float[] out = prepared(ToyArchive.image(1), 0);

    for (int i = 0; i < out.length; i++) {
      assertThat(out[i]).isCloseTo(expected[i], within(2 / 255f));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspection", "joints", "photometric", "tutorial"})
  void presetsStayInTheRangeOfAPixelInEveryEpoch(String preset) {
    TrainingPreprocessing preprocessing =
        switch (preset) {
          case "inspection" -> TrainingPreprocessing.inspection(PLAIN);
          case "joints" -> TrainingPreprocessing.joints(PLAIN);
          case "photometric" -> TrainingPreprocessing.photometric(PLAIN);
          default -> TrainingPreprocessing.tutorial(PLAIN);
        };
    float[] out = new float[PLAIN.floatCount()];
    Set<Integer> distinct = new HashSet<>();
    for (int epoch = 0; epoch < 200; epoch++) {
      preprocessing.prepare(ToyArchive.image(1), SampleRandom.of(0, epoch, "x"), out, 0);
      distinct.add(Arrays.hashCode(out));
      for (float value : out) {
        assertThat(value).isBetween(0f, 1f);
      }
    }
    assertThat(distinct).hasSize(200);
  }

  @Test
  void presetsSayWhatTheyAreMadeOf() {
    assertThat(TrainingPreprocessing.tutorial(PLAIN))
        .hasToString(
            "TrainingPreprocessing[size=16, augmentations=[brightness(0.8, 1.2),"
                + " contrast(0.8, 1.2), saturation(0.8, 1.2), crop(0.875), horizontalFlip]]");
    assertThat(TrainingPreprocessing.inspection(PLAIN).augmentations())
        .hasToString(
            "[resizedCrop(0.7), anyOrientation, brightness(0.8, 1.2), contrast(0.8, 1.2),"
                + " saturation(0.8, 1.2), blur(0.1, 1.0), shadow(0.1, 0.5), jpegNoise(0.1, 40),"
                + " cutOut(0.1, 0.1)]");
    assertThat(TrainingPreprocessing.joints(PLAIN).augmentations())
        .startsWith(Augmentation.joints(0.5))
        .endsWith(
            TrainingPreprocessing.inspection(PLAIN).augmentations().toArray(Augmentation[]::new));
    assertThat(TrainingPreprocessing.photometric(PLAIN).augmentations())
        .hasToString(
            "[brightness(0.6, 1.4), contrast(0.5, 1.4), saturation(0.0, 1.3), blur(0.5, 2.0),"
                + " shadow(0.3, 0.6), jpegNoise(0.5, 30)]");
  }

  @Test
  void resizedCropsHoldTheLeastAreaAndStayInside() {
    SampleRandom random = SampleRandom.of(0, 0, "x");
    Set<Long> lefts = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      View view = new ViewAugmentation.ResizedCrop(0.7).draw(View.WHOLE, random);
      assertThat(view.width() * view.height()).isBetween(0.7, 1.0);
      assertThat(view.x()).isBetween(0.0, 1 - view.width() + 1e-12);
      assertThat(view.y()).isBetween(0.0, 1 - view.height() + 1e-12);
      lefts.add(Math.round(100 * view.x()));
    }
    assertThat(lefts).hasSizeGreaterThan(20);
  }

  @Test
  void cropInACropIsAPartOfThePart() {
    View half = View.WHOLE.part(0.5, 0, 0.5, 1);

    assertThat(half.part(0.5, 0.5, 0.5, 0.5))
        .isEqualTo(new View(0.75, 0.5, 0.25, 0.5, Orientation.UPRIGHT));
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
    Orientation orientation = new Orientation(mirrored, turns);
    StringBuilder found = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      int y = i / 2;
      int x = i % 2;
      found.append(' ').append(2 * orientation.row(2, y, x) + orientation.column(2, y, x));
    }
    assertThat(found.substring(1)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"false, 0", "false, 1", "false, 2", "false, 3", "true, 0", "true, 1", "true, 3"})
  void mirroringAnOrientationMirrorsWhatItShows(boolean mirrored, int turns) {
    Orientation orientation = new Orientation(mirrored, turns);
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 5; x++) {
        assertThat(orientation.mirror().row(5, y, x)).isEqualTo(orientation.row(5, y, 4 - x));
        assertThat(orientation.mirror().column(5, y, x)).isEqualTo(orientation.column(5, y, 4 - x));
      }
    }
  }

  @Test
  void orientationIsAppliedToThePixels() {
    byte[] pixels = new byte[SIZE * SIZE * 3];
    Arrays.fill(pixels, 0, SIZE * 3, (byte) 255); // a white first row
    RgbImage image = new RgbImage(SIZE, SIZE, pixels);
    Set<String> sides = new HashSet<>();
    for (int epoch = 0; epoch < 50; epoch++) {
      float[] out = prepared(image, epoch, Augmentation.anyOrientation());
      int last = SIZE - 1;
      boolean top = out[SIZE / 2 * 3] == 1;
      boolean left = out[SIZE / 2 * SIZE * 3] == 1;
      boolean bottom = out[(last * SIZE + SIZE / 2) * 3] == 1;
      boolean right = out[(SIZE / 2 * SIZE + last) * 3] == 1;
      sides.add("" + top + left + bottom + right);
    }
    assertThat(sides)
        .containsExactlyInAnyOrder(
            "truefalsefalsefalse",
            "falsetruefalsefalse",
            "falsefalsetruefalse",
            "falsefalsefalsetrue");
  }

  @Test
  void brightnessMultiplies() {
    assertPlain(prepared(GREY, 0, Augmentation.brightness(1.5, 1.5)), 150 / 255f);
    assertThat(prepared(GREY, 0, Augmentation.brightness(2, 2), Augmentation.brightness(2, 2)))
        .containsOnly(1f);
  }

  @Test
  void contrastStretchesAroundTheMeanLuminance() {
    byte[] pixels = new byte[SIZE * SIZE * 3];
    Arrays.fill(pixels, 0, pixels.length / 2, (byte) 100);
    Arrays.fill(pixels, pixels.length / 2, pixels.length, (byte) 200);

    float[] out = prepared(new RgbImage(SIZE, SIZE, pixels), 0, Augmentation.contrast(0.5, 0.5));

    assertThat(out[0]).isCloseTo(125 / 255f, within(1e-6f));
    assertThat(out[out.length - 1]).isCloseTo(175 / 255f, within(1e-6f));
  }

  @Test
  void saturationOfNothingIsGreyAndLuminanceStays() {
    float[] out = prepared(filled(200, 100, 50), 0, Augmentation.saturation(0, 0));

    float luminance = (0.299f * 200 + 0.587f * 100 + 0.114f * 50) / 255;
    assertThat(out).containsOnly(out[0]);
    assertThat(out[0]).isCloseTo(luminance, within(1 / 255f));
  }

  @Test
  void blurKeepsAPlainAreaAndSoftensAnEdge() {
    assertPlain(prepared(GREY, 0, Augmentation.blur(1, 4)), 100 / 255f);
    byte[] pixels = new byte[SIZE * SIZE * 3];
    Arrays.fill(pixels, pixels.length / 2, pixels.length, (byte) 255);

    float[] out = prepared(new RgbImage(SIZE, SIZE, pixels), 0, Augmentation.blur(1, 4));

    float above = out[(SIZE / 2 - 1) * SIZE * 3];
    float below = out[SIZE / 2 * SIZE * 3];
    assertThat(above).isBetween(0.1f, 0.5f);
    assertThat(above + below).isCloseTo(1, within(1e-5f));
  }

  @Test
  void shadowDarkensAPartAndBrightensNothing() {
    float[] out = prepared(GREY, 0, Augmentation.shadow(1, 0.5));

    for (float value : out) {
      assertThat(value).isBetween(50 / 255f - 1e-6f, 100 / 255f + 1e-6f);
    }
    assertThat(out).isNotEqualTo(prepared(GREY, 0));
  }

  @Test
  void jpegNoiseKeepsAPlainAreaWithinAStepAndChangesNoise() {
    for (float value : prepared(GREY, 0, Augmentation.jpegNoise(1, 40))) {
      assertThat(value).isCloseTo(100 / 255f, within(2 / 255f));
    }
    float[] before = prepared(ToyArchive.image(1), 0);
    float[] after = prepared(ToyArchive.image(1), 0, Augmentation.jpegNoise(1, 40));
    double sum = 0;
    for (int i = 0; i < before.length; i++) {
      sum += Math.abs(before[i] - after[i]);
    }
    assertThat(sum / before.length).isBetween(0.005, 0.1);
  }

  @Test
  void cutOutPaintsARectangleInTheMeanColour() {
    byte[] pixels = new byte[SIZE * SIZE * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / 3 % 2 == 0 ? 0 : 200); // columns
    }
    float[] out = prepared(new RgbImage(SIZE, SIZE, pixels), 0, Augmentation.cutOut(1, 0.5));

    int painted = 0;
    for (float value : out) {
      painted += Math.abs(value - 100 / 255f) < 1e-5 ? 1 : 0;
    }
    assertThat(painted).isBetween(3, PLAIN.floatCount() * 2 / 3);
  }

  @Test
  void jointsAreDrawnAsAFactorSoThatDetailStaysWhatItWas() {
    RgbImage dark = filled(60, 60, 60);
    RgbImage darker = filled(30, 30, 30);
    Set<Integer> walls = new HashSet<>();
    for (int epoch = 0; epoch < 50; epoch++) {
      float[] out = prepared(dark, epoch, Augmentation.joints(1));
      float[] half = prepared(darker, epoch, Augmentation.joints(1));
      walls.add(Arrays.hashCode(out));
      for (int i = 0; i < out.length; i++) {
        assertThat(out[i]).isBetween(0.2f * 60 / 255, 1.4f * 60 / 255).isNotEqualTo(60 / 255f);
        assertThat(half[i]).isCloseTo(out[i] / 2, within(1e-6f));
      }
    }
    assertThat(walls).hasSize(50);
  }

  /** A line across all of the image crosses at least one course, and most of it is bricks. */
  @Test
  void jointsAreNarrowAndBricksBetweenThemOfOneColour() {
    ImageSpec large = new ImageSpec(128, PLAIN.mean(), PLAIN.std());
    TrainingPreprocessing walls = TrainingPreprocessing.of(large, List.of(Augmentation.joints(1)));
    float[] out = new float[large.floatCount()];
    for (int epoch = 0; epoch < 20; epoch++) {
      walls.prepare(filled(90, 90, 90), SampleRandom.of(0, epoch, "x"), out, 0);
      int alike = 0;
      int steps = 0;
      for (int i = 3; i < out.length; i += 3) {
        float step = Math.abs(out[i] - out[i - 3]);
        alike += step < 1e-6f ? 1 : 0;
        steps += step > 0.01f ? 1 : 0;
      }
      assertThat(alike).as("epoch %d", epoch).isGreaterThan(128 * 128 * 6 / 10);
      assertThat(steps).as("epoch %d", epoch).isGreaterThan(20);
    }
  }

  @Test
  void probabilityOfNothingChangesNothingButDrawsAsMuch() {
    float[] with =
        prepared(GREY, 3, Augmentation.shadow(0, 0.5), Augmentation.brightness(0.5, 1.5));
    float[] other =
        prepared(GREY, 3, Augmentation.shadow(1, 0.5), Augmentation.brightness(0.5, 1.5));

    assertThat(with).containsOnly(with[0]);
    assertThat(Arrays.stream(boxed(other)).max(Float::compare)).contains(with[0]);
    assertThat(prepared(GREY, 3, Augmentation.joints(0))).isEqualTo(prepared(GREY, 3));
  }

  private static Float[] boxed(float[] values) {
    Float[] boxed = new Float[values.length];
    Arrays.setAll(boxed, i -> values[i]);
    return boxed;
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> Augmentation.resizedCrop(0))
        .hasMessage("bad least area of a crop: expected above 0 to 1, found 0.0");
    assertThatThrownBy(() -> Augmentation.brightness(0.5, 3))
        .hasMessage("bad greatest brightness: expected 0.5 to 2, found 3.0");
    assertThatThrownBy(() -> Augmentation.contrast(-1, 1))
        .hasMessage("bad least contrast: expected 0 to 2, found -1.0");
    assertThatThrownBy(() -> Augmentation.blur(2, 1))
        .hasMessage("bad probability of a blur: expected 0 to 1, found 2.0");
    assertThatThrownBy(() -> Augmentation.jpegNoise(0.1, 0))
        .hasMessage("bad lowest quality of JPEG noise: expected 1 to 95, found 0.0");
    assertThatThrownBy(() -> Augmentation.joints(1.5))
        .hasMessage("bad probability of joints: expected 0 to 1, found 1.5");
    assertThatThrownBy(() -> Augmentation.cutOut(0.1, Double.NaN))
        .hasMessage("bad greatest area of a cut-out: expected 0.01 to 0.5, found NaN");
  }
}
