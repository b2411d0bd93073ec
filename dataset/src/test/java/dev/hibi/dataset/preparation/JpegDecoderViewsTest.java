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
 * What training sees of a photograph, decoded by libjpeg-turbo and in Java. Skipped where the
 * system has no libjpeg-turbo.
 */
final class JpegDecoderViewsTest {
  private static final int MAX_PIXELS = 1_000_000;

  @BeforeAll
  static void needsLibjpegTurbo() {
    assumeTrue(
        !new ImageDecoding(JpegDecoder.AUTO, MAX_PIXELS).jpegDecoder().equals("Java"),
        "no libturbojpeg on this system");
  }

  private static ImageDecoding turbo() {
    return new ImageDecoding(JpegDecoder.TURBO, MAX_PIXELS);
  }

  private static ImageDecoding java() {
    return new ImageDecoding(JpegDecoder.JAVA, MAX_PIXELS);
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
  @CsvSource({"227, 227, 256", "255, 131, 256", "9, 17, 256", "1003, 805, 256", "1003, 805, 64"})
  void trainingViewsAreTheSameWithEitherDecoder(int width, int height, int minEdge)
      throws IOException {
    for (boolean progressive : new boolean[] {false, true}) {
      for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY}) {
        byte[] file = jpeg(width, height, type, progressive);

        assertThat(prepared(java().planes(file, minEdge, () -> "x")))
            .isEqualTo(prepared(turbo().planes(file, minEdge, () -> "x")));
      }
    }
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
    float[] whole = prepared(java().planes(file, 1000, () -> "x"));
    float[] fraction = prepared(turbo().planes(file, 256, () -> "x"));

    double sum = 0;
    for (int i = 0; i < whole.length; i++) {
      sum += Math.abs(whole[i] - fraction[i]);
    }
    assertThat(sum / whole.length).isLessThan(1.5 / 255);
  }

  @ParameterizedTest
  @CsvSource({"64", "65"})
  void samplesAndTheirDescriptionAreTheSameWithEitherDecoder(int size, @TempDir Path folder)
      throws IOException {
    Files.write(folder.resolve("P_1.jpg"), jpeg(227, 227, BufferedImage.TYPE_INT_RGB, false));
    Preprocessing views = TrainingPreprocessing.inspection(ImageSpec.imagenet(size));
    try (ZipImageFolder first = open(folder, views, JpegDecoder.TURBO);
        ZipImageFolder second = open(folder, views, JpegDecoder.JAVA)) {
      assertThat(first.jpegDecoder()).startsWith("libjpeg-turbo");
      assertThat(second.jpegDecoder()).isEqualTo("Java");
      assertThat(first.preparation()).isEqualTo(second.preparation());
      assertThat(first.preparation().jpegDecoder()).isEqualTo(Preparation.ANY_DECODER);
      for (int epoch = 0; epoch < 20; epoch++) {
        assertThat(first.forEpoch(epoch).prepared(0).pixels())
            .isEqualTo(second.forEpoch(epoch).prepared(0).pixels());
      }
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
