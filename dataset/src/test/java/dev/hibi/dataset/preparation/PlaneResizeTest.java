package dev.hibi.dataset.preparation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.image.ColorPlanes;
import dev.hibi.image.RgbImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlaneResizeTest {
  /** Rounding to 8 bits twice, and weights to 8 bits. */
  private static final int TOLERANCE = 2;

  private static RgbImage noise(int width, int height) {
    byte[] pixels = new byte[width * height * 3];
    SampleRandom random = SampleRandom.of(width, height, "noise");
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextLong();
    }
    return new RgbImage(width, height, pixels);
  }

  private static byte[] resized(ColorPlanes.Plane plane, View view, int size) {
    ResizeTaps columns =
        ResizeTaps.of(
            plane.width(), view.x() * plane.extentX(), view.width() * plane.extentX(), size);
    ResizeTaps rows =
        ResizeTaps.of(
            plane.height(), view.y() * plane.extentY(), view.height() * plane.extentY(), size);
    byte[] out = new byte[PlaneResize.stride(size) * PlaneResize.stride(size)];
    new PlaneResize(size).resize(plane, columns, rows, out);
    return out;
  }

  @ParameterizedTest
  @CsvSource({
    "227, 227, 128",
    "100, 37, 64",
    "16, 16, 16",
    "17, 9, 30",
    "500, 300, 24",
    "1, 1, 8",
    "256, 3, 8",
    "13, 1, 9",
  })
  void wholeImageComesOutAsThePillowEqualResizeMakesIt(int width, int height, int size) {
    RgbImage image = noise(width, height);
    byte[] expected = image.resize(size, size).pixels();

    for (int channel = 0; channel < 3; channel++) {
      byte[] out = resized(ColorPlanes.of(image).planes().get(channel), View.WHOLE, size);
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          assertThat(out[x * PlaneResize.stride(size) + y] & 0xff)
              .isBetween(
                  (expected[(y * size + x) * 3 + channel] & 0xff) - TOLERANCE,
                  (expected[(y * size + x) * 3 + channel] & 0xff) + TOLERANCE);
        }
      }
    }
  }

  @Test
  void plainAreaStaysExactlyWhatItIs() {
    byte[] pixels = new byte[50 * 40 * 3];
    Arrays.fill(pixels, (byte) 255);
    ColorPlanes.Plane plane = ColorPlanes.of(new RgbImage(50, 40, pixels)).planes().get(0);

    View part = View.WHOLE.part(0.123, 0.345, 0.5, 0.4);

    assertThat(resized(plane, part, 16)).containsOnly(255);
  }

  @Test
  void partIsWhatLiesThere() {
    byte[] pixels = new byte[40 * 40 * 3];
    Arrays.fill(pixels, 0, pixels.length / 2, (byte) 200); // the upper half
    ColorPlanes.Plane plane = ColorPlanes.of(new RgbImage(40, 40, pixels)).planes().get(0);

    assertThat(resized(plane, View.WHOLE.part(0.25, 0, 0.5, 0.45), 8)).containsOnly(200);
    assertThat(resized(plane, View.WHOLE.part(0.25, 0.55, 0.5, 0.45), 8)).containsOnly(0);
  }

  @ParameterizedTest
  @CsvSource({"227, 3.7, 198.6, 128", "10, 0, 10, 64", "1000, 0, 1000, 8", "5, 4.9, 0.05, 8"})
  void weightsOfEachPixelSumToTheWhole(int size, double start, double length, int out) {
    ResizeTaps taps = ResizeTaps.of(size, start, length, out);

    for (int o = 0; o < out; o++) {
      int[] weights = Arrays.copyOfRange(taps.weights, o * taps.count, (o + 1) * taps.count);
      assertThat(Arrays.stream(weights).sum()).isEqualTo(ResizeTaps.ONE);
      assertThat(Arrays.stream(weights).allMatch(weight -> weight >= 0)).isTrue();
      assertThat(taps.first[o]).isBetween(0, size - taps.count);
    }
  }
}
