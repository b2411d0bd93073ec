package dev.hibi.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import java.awt.image.BufferedImage;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PreviewCommandTest {
  @TempDir Path directory;

  private final StringWriter err = new StringWriter();

  @BeforeEach
  void draw() throws Exception {
    DrawnArchive.test(0).write(directory.resolve("test.zip"), 4);
  }

  private int preview(String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("dataset", "preview", "--data", directory.resolve("test.zip").toString()));
    if (!List.of(options).contains("--output")) {
      arguments.addAll(List.of("--output", directory.resolve("sheet.png").toString()));
    }
    arguments.addAll(List.of(options));
    return Answer.run(new StringWriter(), err, arguments.toArray(String[]::new));
  }

  private BufferedImage sheet() throws Exception {
    return ImageIO.read(directory.resolve("sheet.png").toFile());
  }

  @Test
  void drawsARowForEachSampleAndAColumnForEachEpoch() throws Exception {
    assertThat(preview("--samples", "3", "--epochs", "4", "--image-size", "32")).isZero();

    assertThat(err.toString()).isEmpty();
    assertThat(sheet().getWidth()).isEqualTo(5 * (32 + 6) + 12);
    assertThat(sheet().getHeight()).isEqualTo(18 + 3 * (32 + 6 + 18) + 6);
  }

  @Test
  void nothingButAPictureIsReplaced() throws Exception {
    Path file = Files.writeString(directory.resolve("sheet.png"), "words");

    assertThat(preview("--image-size", "32")).isEqualTo(1);
    assertThat(err)
        .hasToString(
            "hibi: output exists: expected no file or a picture, found one that begins otherwise"
                + " (%s)%n".formatted(file));
    assertThat(file).hasContent("words");

    for (String format : List.of("png", "jpg")) {
      ImageIO.write(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), format, file.toFile());
      assertThat(preview("--image-size", "32")).isZero();
      assertThat(sheet().getWidth()).isGreaterThan(1);
    }
  }

  @Test
  void withoutAugmentationEveryEpochShowsTheImageAsItIs() throws Exception {
    assertThat(preview("--augment", "none", "--image-size", "32", "--epochs", "2")).isZero();

    BufferedImage sheet = sheet();
    for (int i = 0; i < 32; i++) {
      int left = sheet.getRGB(6 + i, 18 + i);
      assertThat(sheet.getRGB(12 + 38 + i, 18 + i)).isEqualTo(left);
      assertThat(sheet.getRGB(12 + 76 + i, 18 + i)).isEqualTo(left);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspection", "joints", "photometric", "tutorial"})
  void presetShowsOtherViewsInEveryEpoch(String preset) throws Exception {
    assertThat(preview("--augment", preset, "--image-size", "32", "--epochs", "3")).isZero();

    Set<Integer> views = new HashSet<>();
    for (int epoch = 0; epoch < 3; epoch++) {
      int[] view = sheet().getRGB(12 + 38 * (epoch + 1), 18, 32, 32, null, 0, 32);
      views.add(Arrays.hashCode(view));
    }
    assertThat(views).hasSize(3);
  }

  @Test
  void nameThatEndsInJpgGivesAJpeg() throws Exception {
    Path picture = directory.resolve("sheet.JPG");

    assertThat(preview("--output", picture.toString(), "--image-size", "32")).isZero();

    assertThat(Files.readAllBytes(picture)).startsWith(0xff, 0xd8, 0xff);
  }

  @Test
  void impossibleSheetIsAUsageError() {
    assertThat(preview("--samples", "0")).isEqualTo(2);

    assertThat(err)
        .hasToString(
            "hibi: bad size of the sheet: expected at least 1 sample and 1 epoch, found 0 and 8"
                + " (try 'hibi dataset preview --help')\n");
  }
}
