package dev.hibi.cli.concrete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.image.RgbImage;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DrawnConcreteTest {
  @Test
  void picturesAreTheSameBytesOnEveryMachine() throws Exception {
    assertThat(sha256(DrawnConcrete.draw(0, 1, true, 96)))
        .isEqualTo("8d25e56c21e674bc1081c5d43a8f4cc6bc89ccddd4d8cbd2cc6191dfdebf38be");
    assertThat(sha256(DrawnConcrete.draw(0, 1, false, 96)))
        .isEqualTo("de27df20484423b7685be7a08116e732ce21615209c2490a4e2d8ee147ee7743");
  }

  @Test
  void seedIndexAndKindEachChangeThePicture() {
    byte[] picture = DrawnConcrete.draw(7, 3, true, 64).pixels();

    assertThat(DrawnConcrete.draw(7, 3, true, 64).pixels()).isEqualTo(picture);
    assertThat(DrawnConcrete.draw(8, 3, true, 64).pixels()).isNotEqualTo(picture);
    assertThat(DrawnConcrete.draw(7, 4, true, 64).pixels()).isNotEqualTo(picture);
    assertThat(DrawnConcrete.draw(7, 3, false, 64).pixels()).isNotEqualTo(picture);
  }

  @Test
  void picturesHaveTheSizeThatWasAskedFor() {
    RgbImage image = DrawnConcrete.draw(0, 1, true, 33);

    assertThat(image.width()).isEqualTo(33);
    assertThat(image.height()).isEqualTo(33);
  }

  @Test
  void picturesTooSmallForACrackAreRefused() {
    assertThatThrownBy(() -> DrawnConcrete.draw(0, 1, true, 31))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad picture size: expected at least 32, found 31");
  }

  @Test
  void noThresholdOnContrastTellsTheClassesApart() {
    int[] labels = IntStream.range(0, 400).map(i -> i % 2).toArray();
    double[] deviations =
        IntStream.range(0, 400)
            .mapToObj(i -> DrawnConcrete.draw(5, i / 2, i % 2 == 1, 64))
            .mapToDouble(LuminanceThreshold::deviation)
            .toArray();

    LuminanceThreshold best = LuminanceThreshold.fit(deviations, labels);

    assertThat(best.accuracy(deviations, labels)).isBetween(0.5, 0.8);
  }

  @Test
  void noThresholdOnBrightnessTellsTheClassesApart() {
    int[] labels = IntStream.range(0, 400).map(i -> i % 2).toArray();
    double[] means =
        IntStream.range(0, 400)
            .mapToObj(i -> DrawnConcrete.draw(5, i / 2, i % 2 == 1, 64))
            .mapToDouble(DrawnConcreteTest::mean)
            .toArray();

    LuminanceThreshold best = LuminanceThreshold.fit(means, labels);

    assertThat(best.accuracy(means, labels)).isBetween(0.5, 0.65);
  }

  private static double mean(RgbImage image) {
    byte[] pixels = image.pixels();
    return IntStream.range(0, pixels.length).map(i -> pixels[i] & 0xff).average().orElseThrow();
  }

  private static String sha256(RgbImage image) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image.pixels()));
  }
}
