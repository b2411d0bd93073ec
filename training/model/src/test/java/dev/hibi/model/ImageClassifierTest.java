package dev.hibi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.ClassLabels;
import dev.hibi.image.RgbImage;
import dev.hibi.image.UnreadableImageException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classifiers without a model. */
final class ImageClassifierTest {
  private static final ClassLabels LABELS = ClassLabels.of("sound", "cracked");

  @TempDir Path directory;

  /** Wide images are cracked. */
  private final ImageClassifier fixed =
      ImageClassifier.of(
          LABELS,
          image ->
              Classification.certain(LABELS, image.width() > image.height() ? "cracked" : "sound"));

  private static byte[] png(int width) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, 8, BufferedImage.TYPE_INT_RGB), "png", file);
    return file.toByteArray();
  }

  @Test
  void aFunctionAnswersInPlaceOfAModelHoweverItIsAsked() throws IOException {
    Path file = Files.write(directory.resolve("wall.png"), png(9));
    RgbImage image = RgbImage.decode(png(9), "wall");

    assertThat(
            List.of(
                fixed.classify(file),
                fixed.classify(png(9), "wall"),
                fixed.classify(new ByteArrayInputStream(png(9)), "wall"),
                fixed.classify(image.toBufferedImage()),
                fixed.classify(image),
                fixed.classify(List.of(image)).get(0)))
        .extracting(Classification::label)
        .containsOnly("cracked");
    assertThat(fixed.classify(png(8), "wall").label()).isEqualTo("sound");
    assertThat(fixed.labels()).isEqualTo(LABELS);
  }

  @Test
  void aCertainAnswerIsOfOneClassAlone() {
    Classification cracked = Classification.certain(LABELS, "cracked");

    assertThat(cracked.probability()).isEqualTo(1);
    assertThat(cracked.probabilities()).isEqualTo(Map.of("sound", 0f, "cracked", 1f));
    assertThatThrownBy(() -> Classification.certain(LABELS, "wet"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown class label: expected one of [sound, cracked], found 'wet'");
  }

  @Test
  void anAnswerIsMadeOfLogitsAsANetworksIs() {
    Classification answer = Classification.ofLogits(LABELS, 0, (float) Math.log(3));

    assertThat(answer.label()).isEqualTo("cracked");
    assertThat(answer.probability()).isEqualTo(0.75f);
    assertThatThrownBy(() -> Classification.ofLogits(LABELS, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("wrong number of logits: expected one for each of [sound, cracked], found 1");
  }

  @Test
  void whatIsNoImageIsRefusedAsByAModel() {
    byte[] words = "words".getBytes(StandardCharsets.US_ASCII);

    assertThatThrownBy(() -> fixed.classify(words, "upload"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage(
            "not an image: expected JPEG, PNG, BMP, GIF, TIFF or WebP, found 5 bytes that begin 77"
                + " 6f 72 64 (upload)");
    assertThatThrownBy(() -> fixed.classify(directory))
        .isInstanceOf(IOException.class)
        .hasMessage("not an image: expected a file, found a folder (%s)", directory);
  }

  @Test
  void oneThatIsClosedAnswersNoMore() throws IOException {
    byte[] wall = png(9);
    fixed.close();
    fixed.close();

    assertThatThrownBy(() -> fixed.classify(wall, "wall"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model is closed: expected an open one, found it closed");
  }
}
