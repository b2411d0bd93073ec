package dev.hibi.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Skipped where the system has no libjpeg-turbo. */
final class TurboJpegTest {
  private static final int MAX_PIXELS = 1_000_000;

  @BeforeAll
  static void needsLibjpegTurbo() {
    assumeTrue(TurboJpeg.Library.load() != null, "no libturbojpeg on this system");
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
  @CsvSource({"227, 227, false", "64, 33, false", "1, 1, false", "227, 100, true"})
  void pixelsEqualThoseOfJava(int width, int height, boolean progressive) throws IOException {
    for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY}) {
      byte[] file = jpeg(width, height, type, progressive);

      assertThat(turbo().rgb(file, () -> "x").pixels())
          .isEqualTo(java().rgb(file, () -> "x").pixels());
    }
  }

  @ParameterizedTest
  @CsvSource({"1000, 800, 100, 125", "1000, 800, 101, 250", "1000, 800, 401, 1000"})
  void largeImageIsDecodedAtAFractionThatLeavesEnough(
      int width, int height, int minEdge, int expected) throws IOException {
    byte[] file = jpeg(width, height, BufferedImage.TYPE_INT_RGB, false);

    ColorPlanes planes = turbo().planes(file, minEdge, () -> "x");

    assertThat(planes.model()).isEqualTo(ColorPlanes.Model.YCBCR);
    assertThat(planes.planes().get(0).extentX).isEqualTo(expected);
    assertThat(planes.planes().get(1).extentX).isEqualTo(expected / 2.0);
  }

  @Test
  void greyImageIsOnePlane() throws IOException {
    byte[] file = jpeg(30, 20, BufferedImage.TYPE_BYTE_GRAY, false);

    assertThat(turbo().planes(file, 16, () -> "x").model()).isEqualTo(ColorPlanes.Model.GREY);
  }

  @Test
  void truncatedFileIsAnErrorOfTheSameWords() throws IOException {
    byte[] file = jpeg(60, 60, BufferedImage.TYPE_INT_RGB, false);
    byte[] half = Arrays.copyOf(file, file.length / 2);
    String expected =
        "truncated image: expected a JPEG with an end marker, found %d bytes without one (a.zip!x)"
            .formatted(half.length);

    assertThatThrownBy(() -> turbo().rgb(half, () -> "a.zip!x"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage(expected);
    assertThatThrownBy(() -> turbo().planes(half, 8, () -> "a.zip!x"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage(expected);
  }

  @Test
  void damagedFilesFailAsDocumented() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    byte[] baseline = jpeg(60, 60, BufferedImage.TYPE_INT_RGB, false);
    byte[] progressive = jpeg(60, 60, BufferedImage.TYPE_INT_RGB, true);
    int rounds = 0;
    for (; rounds < 1000; rounds++) {
      byte[] file = (random.nextBoolean() ? baseline : progressive).clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        file[random.nextInt(file.length)] = (byte) random.nextInt(256);
      }
      ImageFuzz.fuzzerTestOneInput(file);
    }
    assertThat(rounds).isEqualTo(1000);
  }

  @Test
  void tooManyPixelsAreRefusedBeforeTheyAreAllocated() throws IOException {
    byte[] file = jpeg(60, 60, BufferedImage.TYPE_INT_RGB, false);
    ImageDecoding strict = new ImageDecoding(JpegDecoder.TURBO, 3599);

    assertThatThrownBy(() -> strict.rgb(file, () -> "x"))
        .hasMessage("image too large: expected at most 3599 pixels, found 60x60 (x)");
  }

  @Test
  void otherFormatsAreDecodedToo() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RgbImage image = RgbImageTest.formula(20, 10);
    ImageIO.write(image.toBufferedImage(), "png", out);

    assertThat(turbo().rgb(out.toByteArray(), () -> "x").pixels()).isEqualTo(image.pixels());
    assertThat(turbo().planes(out.toByteArray(), 8, () -> "x").model())
        .isEqualTo(ColorPlanes.Model.RGB);
  }

  /** Where libjpeg would guess what is missing. */
  @Test
  void progressiveFileWithoutItsLastScansIsRefusedByEveryDecoder() throws IOException {
    byte[] file = jpeg(60, 60, BufferedImage.TYPE_INT_RGB, true);
    int end = JpegMarkers.nextMarker(file, 2);
    for (int scans = 0; scans < 4; end = JpegMarkers.nextMarker(file, end + 1)) {
      scans += (file[end] & 0xff) == JpegMarkers.SOS ? 1 : 0;
    }
    byte[] part = Arrays.copyOf(file, JpegMarkers.nextMarker(file, end) + 1);
    part[part.length - 1] = (byte) JpegMarkers.EOI;

    for (ImageDecoding decoding : new ImageDecoding[] {turbo(), java()}) {
      assertThatThrownBy(() -> decoding.rgb(part, () -> "x"))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageMatching(
              "broken image: expected scans of all bits of coefficient [0-9] in a JPEG,"
                  + " found (none|less) \\(x\\)");
      assertThatThrownBy(() -> decoding.planes(part, 8, () -> "x"))
          .isInstanceOf(UnreadableImageException.class);
    }
  }

  /** libjpeg-turbo itself would keep them. */
  @Test
  void tablesOfTheFileBeforeHaveNoSay() throws IOException {
    ImageDecoding turbo = turbo();
    for (String name : new String[] {"optimized.jpg", "without-huffman-codes.jpg", "grey.jpg"}) {
      byte[] before = jpeg(60, 60, BufferedImage.TYPE_INT_RGB, true);
      turbo.rgb(before, () -> "x");
      byte[] file = PhotoDecodeTest.file(name);

      assertThat(turbo.rgb(file, () -> "x").pixels())
          .isEqualTo(java().rgb(file, () -> "x").pixels());
    }

    byte[] file = PhotoDecodeTest.file("optimized.jpg");
    turbo.rgb(file, () -> "x");
    for (int marker : new int[] {JpegMarkers.DQT, JpegMarkers.DHT}) {
      byte[] without = without(file, marker);

      assertThat(outcome(turbo, without)).isEqualTo(outcome(java(), without));
    }
    assertThat(outcome(turbo, without(file, JpegMarkers.DQT)))
        .isEqualTo("broken image: expected quantization table 0 in a JPEG, found none (x)");
    assertThatThrownBy(() -> turbo.planes(without(file, JpegMarkers.DQT), 8, () -> "x"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("broken image: expected quantization table 0 in a JPEG, found none (x)");
  }

  private static String outcome(ImageDecoding decoding, byte[] file) {
    try {
      return Arrays.toString(decoding.rgb(file, () -> "x").pixels());
    } catch (UnreadableImageException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Without any segment of a kind. */
  private static byte[] without(byte[] file, int marker) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, 2);
    int at = 2;
    while ((file[at + 1] & 0xff) != JpegMarkers.SOS) {
      int length = 2 + ((file[at + 2] & 0xff) << 8 | (file[at + 3] & 0xff));
      if ((file[at + 1] & 0xff) != marker) {
        out.write(file, at, length);
      }
      at += length;
    }
    out.write(file, at, file.length - at);
    return out.toByteArray();
  }
}
