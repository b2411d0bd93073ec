package dev.hibi.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.ImageSpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ImagePreparationTest {

  /** Red, green and blue of 0, 128 and 255 are what torchvision's Normalize makes of them. */
  @Test
  void normalizeDividesBy255ThenSubtractsTheMeanAndDividesByTheStd() {
    float[] black = normalized(0, 0, 0);
    float[] grey = normalized(128, 128, 128);
    float[] white = normalized(255, 255, 255);

    assertThat(black)
        .containsExactly(new float[] {-2.117904f, -2.035714f, -1.804444f}, within(2e-6f));
    assertThat(grey).containsExactly(new float[] {0.074065f, 0.205182f, 0.426493f}, within(2e-6f));
    assertThat(white).containsExactly(new float[] {2.248908f, 2.428571f, 2.640000f}, within(2e-6f));
  }

  private static float[] normalized(int red, int green, int blue) {
    byte[] pixels = new byte[8 * 8 * 3];
    for (int i = 0; i < pixels.length; i += 3) {
      pixels[i] = (byte) red;
      pixels[i + 1] = (byte) green;
      pixels[i + 2] = (byte) blue;
    }
    ImageSpec spec = ImageSpec.imagenet(8);
    float[] out = new float[spec.floatCount()];
    new ImagePreparation(spec).normalize(new RgbImage(8, 8, pixels), out, 0);
    return new float[] {out[0], out[1], out[2]};
  }

  @Test
  void prepareResizesAndWritesAtTheOffsetOnly() {
    ImageSpec spec = ImageSpec.imagenet(8);
    RgbImage image = RgbImageTest.formula(20, 10);
    float[] expected = new float[spec.floatCount()];
    new ImagePreparation(spec).normalize(image.resize(8, 8), expected, 0);
    float[] out = new float[spec.floatCount() + 7];

    new ImagePreparation(spec).prepare(image, out, 5);

    assertThat(out).startsWith(0, 0, 0, 0, 0).endsWith(0, 0);
    assertThat(Arrays.copyOfRange(out, 5, 5 + spec.floatCount())).isEqualTo(expected);
  }

  @Test
  void normalizeOfAnotherSizeIsRejected() {
    assertThatThrownBy(
            () ->
                new ImagePreparation(ImageSpec.imagenet(8))
                    .normalize(RgbImageTest.formula(8, 9), new float[192], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("wrong image size: expected 8x8, found 8x9");
  }
}
