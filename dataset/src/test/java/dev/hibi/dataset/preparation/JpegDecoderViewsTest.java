package dev.hibi.dataset.preparation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hibi.ImageSpec;
import dev.hibi.Preparation;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.image.ColorPlanes;
import dev.hibi.image.ImageDecoding;
import dev.hibi.image.JpegDecoder;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What training sees of a photograph, decoded by libjpeg-turbo and by the JDK. Skipped where the
 * system has no libjpeg-turbo.
 */
final class JpegDecoderViewsTest {
  private static final int MAX_PIXELS = 1_000_000;

  @BeforeAll
  static void needsLibjpegTurbo() {
    assumeTrue(
        !new ImageDecoding(JpegDecoder.AUTO, MAX_PIXELS).jpegDecoder().equals("the JDK"),
        "no libturbojpeg on this system");
  }

  private static ImageDecoding turbo() {
    return new ImageDecoding(JpegDecoder.TURBO, MAX_PIXELS);
  }

  private static ImageDecoding jdk() {
    return new ImageDecoding(JpegDecoder.JDK, MAX_PIXELS);
  }

  private static byte[] jpeg(int width, int height, int type, boolean progressive)
      throws IOException {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D graphics = image.createGraphics();
    graphics.setPaint(new GradientPaint(0, 0, new Color(190, 170, 150), width, height, Color.GRAY));
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(Color.DARK_GRAY);
    graphics.drawLine(0, height / 3, width, height / 2);
    graphics.dispose();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(
        progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.setOutput(ImageIO.createImageOutputStream(out));
    writer.write(null, new IIOImage(image, null, null), param);
    ((ImageOutputStream) writer.getOutput()).close();
    writer.dispose();
    return out.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({"227, 227", "255, 131", "9, 17"})
  void trainingViewsDifferByLittleBetweenTheDecoders(int width, int height) throws IOException {
    byte[] file = jpeg(width, height, BufferedImage.TYPE_INT_RGB, false);
    float[] first = prepared(turbo().planes(file, 256, () -> "x"));
    float[] second = prepared(jdk().planes(file, 256, () -> "x"));

    double sum = 0;
    for (int i = 0; i < first.length; i++) {
      assertThat(Math.abs(first[i] - second[i])).isLessThan(12 / 255f); // where colours meet
      sum += Math.abs(first[i] - second[i]);
    }
    assertThat(sum / first.length).isLessThan(0.75 / 255);
  }

  private static float[] prepared(ColorPlanes image) {
    ImageSpec spec = new ImageSpec(128, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));
    float[] out = new float[spec.floatCount()];
    TrainingPreprocessing.tutorial(spec).prepare(image, SampleRandom.of(0, 0, "x"), out, 0);
    return out;
  }

  @Test
  void fractionOfALargeImageLooksLikeTheWhole() throws IOException {
    byte[] file = jpeg(1003, 805, BufferedImage.TYPE_INT_RGB, false);
    float[] whole = prepared(jdk().planes(file, 256, () -> "x"));
    float[] fraction = prepared(turbo().planes(file, 256, () -> "x"));

    double sum = 0;
    for (int i = 0; i < whole.length; i++) {
      sum += Math.abs(whole[i] - fraction[i]);
    }
    assertThat(sum / whole.length).isLessThan(1.5 / 255);
  }

  /** Chroma at half an odd size does not exist, so both decoders give RGB. */
  @Test
  void viewsOfAnOddSizeAreTheSameWithEitherDecoder(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve("P_1.jpg"), jpeg(227, 227, BufferedImage.TYPE_INT_RGB, false));
    Preprocessing views = TrainingPreprocessing.inspection(ImageSpec.imagenet(65));
    try (ZipImageFolder first = open(folder, views, JpegDecoder.TURBO);
        ZipImageFolder second = open(folder, views, JpegDecoder.JDK)) {
      assertThat(first.jpegDecoder()).startsWith("libjpeg-turbo");
      assertThat(second.jpegDecoder()).isEqualTo("the JDK");
      for (int epoch = 0; epoch < 20; epoch++) {
        assertThat(first.forEpoch(epoch).prepared(0).pixels())
            .isEqualTo(second.forEpoch(epoch).prepared(0).pixels());
      }
    }
  }

  @Test
  void viewsOfAnEvenSizeTellTheDecoder(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve("P_1.jpg"), jpeg(227, 227, BufferedImage.TYPE_INT_RGB, false));
    Preprocessing even = TrainingPreprocessing.inspection(ImageSpec.imagenet(64));
    Preprocessing odd = TrainingPreprocessing.inspection(ImageSpec.imagenet(65));
    try (ZipImageFolder turbo = open(folder, even, JpegDecoder.TURBO);
        ZipImageFolder auto = open(folder, even, JpegDecoder.AUTO);
        ZipImageFolder jdk = open(folder, even, JpegDecoder.JDK);
        ZipImageFolder either = open(folder, odd, JpegDecoder.TURBO)) {
      assertThat(turbo.preparation().jpegDecoder()).isEqualTo("libjpeg-turbo");
      assertThat(auto.preparation()).isEqualTo(turbo.preparation());
      assertThat(jdk.preparation().jpegDecoder()).isEqualTo("jdk");
      assertThat(either.preparation().jpegDecoder()).isEqualTo(Preparation.ANY_DECODER);
    }
  }

  private static ZipImageFolder open(Path folder, Preprocessing views, JpegDecoder decoder)
      throws IOException {
    return ZipImageFolder.builder()
        .addSource(folder)
        .optPreprocessing(views)
        .optJpegDecoder(decoder)
        .build();
  }

  @Test
  void copyOutlivesTheNextImage() throws IOException {
    ImageDecoding turbo = turbo();
    byte[] file = jpeg(60, 60, BufferedImage.TYPE_INT_RGB, false);
    ColorPlanes copy = turbo.planes(file, 8, () -> "x").copy();
    float[] before = prepared(copy);

    turbo.planes(jpeg(64, 50, BufferedImage.TYPE_INT_RGB, false), 8, () -> "x");

    assertThat(prepared(copy)).isEqualTo(before);
  }
}
