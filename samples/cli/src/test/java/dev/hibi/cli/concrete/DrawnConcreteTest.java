package dev.hibi.cli.concrete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.audit.DatasetAudit;
import dev.hibi.dataset.audit.SingleThreshold;
import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void noThresholdOnBrightnessOrContrastTellsTheClassesApart(@TempDir Path folder)
      throws IOException {
    for (int i = 0; i < 400; i++) {
      RgbImage image = DrawnConcrete.draw(5, i / 2, i % 2 == 1, 64);
      Path file = folder.resolve((i % 2 == 1 ? "P_%d.png" : "N_%d.png").formatted(i));
      ImageIO.write(image.toBufferedImage(), "png", file.toFile());
    }

    List<SingleThreshold> thresholds;
    try (ZipImageFolder drawn = ZipImageFolder.builder().addSource(folder).build()) {
      thresholds = DatasetAudit.builder().split("drawn", drawn).build().run().thresholds();
    }

    assertThat(thresholds).extracting("measure").containsExactly("brightness", "contrast");
    assertThat(thresholds.get(0).accuracy()).isBetween(0.5, 0.65);
    assertThat(thresholds.get(1).accuracy()).isBetween(0.5, 0.8);
  }

  private static String sha256(RgbImage image) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image.pixels()));
  }
}
