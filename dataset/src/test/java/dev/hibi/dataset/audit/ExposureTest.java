package dev.hibi.dataset.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.image.RgbImage;
import org.junit.jupiter.api.Test;

final class ExposureTest {
  @Test
  void evenPictureHasNoContrast() {
    RgbImage even = new RgbImage(2, 1, new byte[] {(byte) 200, 10, 30, (byte) 200, 10, 30});

    assertThat(Exposure.of(even).contrast()).isZero();
    assertThat(Exposure.of(even).brightness()).isCloseTo(69.09, within(1e-9));
  }

  @Test
  void blackAndWhitePictureHasTheGreatestContrast() {
    RgbImage halves = new RgbImage(2, 1, new byte[] {0, 0, 0, -1, -1, -1});

    assertThat(Exposure.of(halves)).isEqualTo(new Exposure(127.5, 127.5));
  }

  @Test
  void luminanceWeighsGreenMost() {
    RgbImage red = new RgbImage(2, 1, new byte[] {0, 0, 0, 100, 0, 0});
    RgbImage green = new RgbImage(2, 1, new byte[] {0, 0, 0, 0, 100, 0});
    RgbImage blue = new RgbImage(2, 1, new byte[] {0, 0, 0, 0, 0, 100});

    assertThat(Exposure.of(red).contrast()).isCloseTo(14.95, within(1e-9));
    assertThat(Exposure.of(green).contrast()).isCloseTo(29.35, within(1e-9));
    assertThat(Exposure.of(blue).contrast()).isCloseTo(5.7, within(1e-9));
  }
}
