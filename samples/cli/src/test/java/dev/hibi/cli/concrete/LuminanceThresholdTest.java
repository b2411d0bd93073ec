package dev.hibi.cli.concrete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.image.RgbImage;
import org.junit.jupiter.api.Test;

final class LuminanceThresholdTest {
  @Test
  void evenPictureHasNoDeviation() {
    RgbImage even = new RgbImage(2, 1, new byte[] {(byte) 200, 10, 30, (byte) 200, 10, 30});

    assertThat(LuminanceThreshold.deviation(even)).isZero();
  }

  @Test
  void blackAndWhitePictureHasTheGreatestDeviation() {
    RgbImage halves = new RgbImage(2, 1, new byte[] {0, 0, 0, -1, -1, -1});

    assertThat(LuminanceThreshold.deviation(halves)).isEqualTo(127.5);
  }

  @Test
  void luminanceWeighsGreenMost() {
    RgbImage red = new RgbImage(2, 1, new byte[] {0, 0, 0, 100, 0, 0});
    RgbImage green = new RgbImage(2, 1, new byte[] {0, 0, 0, 0, 100, 0});
    RgbImage blue = new RgbImage(2, 1, new byte[] {0, 0, 0, 0, 0, 100});

    assertThat(LuminanceThreshold.deviation(red)).isCloseTo(14.95, within(1e-9));
    assertThat(LuminanceThreshold.deviation(green)).isCloseTo(29.35, within(1e-9));
    assertThat(LuminanceThreshold.deviation(blue)).isCloseTo(5.7, within(1e-9));
  }

  @Test
  void fitFindsThePlantedThreshold() {
    double[] deviations = {5, 30, 10, 40, 20, 50};
    int[] labels = {0, 1, 0, 1, 0, 1};

    LuminanceThreshold best = LuminanceThreshold.fit(deviations, labels);

    assertThat(best).isEqualTo(new LuminanceThreshold(25, 1));
    assertThat(best.accuracy(deviations, labels)).isEqualTo(1);
  }

  @Test
  void fitFindsTheDirection() {
    LuminanceThreshold best =
        LuminanceThreshold.fit(new double[] {1, 2, 3, 4}, new int[] {1, 1, 1, 0});

    assertThat(best).isEqualTo(new LuminanceThreshold(3.5, 0));
  }

  @Test
  void fitNeverCutsBetweenEqualValues() {
    double[] deviations = {1, 2, 2, 2, 3};
    int[] labels = {0, 0, 1, 1, 1};

    LuminanceThreshold best = LuminanceThreshold.fit(deviations, labels);

    assertThat(best).isEqualTo(new LuminanceThreshold(1.5, 1));
    assertThat(best.accuracy(deviations, labels)).isEqualTo(0.8);
  }

  @Test
  void oneClassNeedsNoCut() {
    double[] deviations = {3, 1, 2};
    int[] labels = {1, 1, 1};

    assertThat(LuminanceThreshold.fit(deviations, labels).accuracy(deviations, labels))
        .isEqualTo(1);
  }

  @Test
  void accuracyCountsOtherPictures() {
    LuminanceThreshold threshold = new LuminanceThreshold(25, 1);

    assertThat(threshold.accuracy(new double[] {25, 26, 24, 30}, new int[] {0, 1, 1, 0}))
        .isEqualTo(0.5);
  }

  @Test
  void deviationsAndLabelsMustPairUp() {
    assertThatThrownBy(() -> LuminanceThreshold.fit(new double[] {1, 2}, new int[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "bad number of pictures: expected as many deviations as labels and at least 1, found 2 deviations and 1 labels");
    assertThatThrownBy(() -> LuminanceThreshold.fit(new double[0], new int[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "bad number of pictures: expected as many deviations as labels and at least 1, found 0 deviations and 0 labels");
  }

  @Test
  void labelsAreZeroOrOne() {
    assertThatThrownBy(() -> LuminanceThreshold.fit(new double[] {1}, new int[] {2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad label: expected 0 or 1, found 2");
  }

  @Test
  void deviationsAreFinite() {
    assertThatThrownBy(() -> LuminanceThreshold.fit(new double[] {Double.NaN}, new int[] {0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad deviation: expected a finite value, found NaN (picture 0)");
  }
}
