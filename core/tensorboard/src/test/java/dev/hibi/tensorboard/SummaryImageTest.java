package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataClass;
import org.tensorflow.proto.Summary;

/** Pictures are decoded by the JDK's reader. */
final class SummaryImageTest {
  private static final byte WHITE = -1;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4})
  void bytesAreThePixelsOfTheFileInEitherOrder(int channels) throws IOException {
    byte[] hwc = new byte[5 * 7 * channels];
    new Random(channels).nextBytes(hwc);
    byte[] chw = new byte[hwc.length];
    for (int i = 0; i < hwc.length; i++) {
      chw[i % channels * 35 + i / channels] = hwc[i];
    }

    assertThat(decode(SummaryImage.fromHwc(hwc, 5, 7, channels))).isEqualTo(hwc);
    assertThat(decode(SummaryImage.fromChw(chw, channels, 5, 7))).isEqualTo(hwc);
  }

  @Test
  void floatsAreRoundedAndCutOff() throws IOException {
    float[] pixels = {-1, 0, 0.5f, 1, 2, Float.POSITIVE_INFINITY};

    byte[] expected = {0, 0, (byte) 128, WHITE, WHITE, WHITE};
    assertThat(decode(SummaryImage.fromHwc(pixels, 1, 6, 1))).isEqualTo(expected);
    assertThat(decode(SummaryImage.fromChw(pixels, 3, 1, 2)))
        .isEqualTo(new byte[] {0, (byte) 128, WHITE, 0, WHITE, WHITE});
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR
      })
  void aPictureOfTheJdkKeepsItsPixels(int type) throws IOException {
    BufferedImage image = new BufferedImage(3, 2, type);
    boolean alpha = image.getColorModel().hasAlpha();
    image.setRGB(2, 1, 0x40102030);

    byte[] expected = new byte[3 * 2 * (alpha ? 4 : 3)];
    byte[] last = alpha ? new byte[] {0x10, 0x20, 0x30, 0x40} : new byte[] {0x10, 0x20, 0x30};
    System.arraycopy(last, 0, expected, expected.length - last.length, last.length);
    assertThat(decode(SummaryImage.of(image))).isEqualTo(expected);
  }

  @Test
  void greyPicturesOfTheJdkKeepTheirLevels() throws IOException {
    BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(1, 0, 0, 100);
    BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(1, 0, 0, 100 << 8 | 255);
    IndexColorModel palette =
        new IndexColorModel(1, 2, new byte[] {0, 10}, new byte[] {0, 20}, new byte[] {0, 30});
    BufferedImage indexed = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
    indexed.getRaster().setSample(1, 0, 0, 1);

    assertThat(decode(SummaryImage.of(grey))).isEqualTo(new byte[] {0, 100});
    assertThat(decode(SummaryImage.of(deep))).isEqualTo(new byte[] {0, 100});
    assertThat(decode(SummaryImage.of(indexed))).isEqualTo(new byte[] {0, 0, 0, 10, 20, 30});
  }

  /** As PNG files of grey and alpha are read. */
  @Test
  void greyWithAlphaKeepsItsLevelsToo() throws IOException {
    ComponentColorModel colors =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            true,
            false,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_BYTE);
    WritableRaster raster = colors.createCompatibleWritableRaster(2, 1);
    raster.setPixels(0, 0, 2, 1, new int[] {100, 255, 30, 40});
    BufferedImage image = new BufferedImage(colors, raster, false, null);

    assertThat(decode(SummaryImage.of(image)))
        .isEqualTo(new byte[] {100, 100, 100, WHITE, 30, 30, 30, 40});
  }

  @Test
  void aGridHasCellsOfTheLargestPictureAndWhiteBetween() throws IOException {
    SummaryImage dot = SummaryImage.fromHwc(new byte[] {5}, 1, 1, 1);
    SummaryImage bar = SummaryImage.fromHwc(new byte[] {7, 8}, 1, 2, 1);

    SummaryImage grid = SummaryImage.grid(List.of(dot, bar, dot), 2);

    assertThat(List.of(grid.height(), grid.width(), grid.channels())).containsExactly(4, 6, 1);
    byte[] w = {WHITE};
    assertThat(decode(grid))
        .startsWith(new byte[] {5, w[0], w[0], w[0], 7, 8, w[0]})
        .endsWith(new byte[] {5, w[0], w[0], w[0], w[0], w[0]});
    assertThat(SummaryImage.grid(List.of(dot), 8).width()).isEqualTo(1);
  }

  @Test
  void aGridOfDifferentChannelsIsRgbOnWhite() throws IOException {
    SummaryImage grey = SummaryImage.fromHwc(new byte[] {5}, 1, 1, 1);
    SummaryImage clear = SummaryImage.fromHwc(new byte[] {9, 9, 9, 0}, 1, 1, 4);
    SummaryImage half = SummaryImage.fromHwc(new byte[] {0, 0, 100, (byte) 128}, 1, 1, 4);

    byte[] pixels = decode(SummaryImage.grid(List.of(grey, clear, half), 1));

    assertThat(pixels).startsWith(5, 5, 5).endsWith(127, 127, (byte) 177);
    assertThat(pixels[9]).isEqualTo(WHITE);
  }

  @Test
  void aSmallerPictureHasTheMeansOfAreas() throws IOException {
    byte[] pixels = {10, 20, 30, 40, 50, 60, 70, 80};

    SummaryImage half = SummaryImage.fromHwc(pixels, 2, 4, 1).scaledTo(2);

    assertThat(decode(half)).isEqualTo(new byte[] {35, 55});
    assertThat(half.scaledTo(2)).isSameAs(half);
    assertThat(decode(SummaryImage.fromHwc(new byte[] {0, 90, 0}, 1, 3, 1).scaledTo(2)))
        .isEqualTo(new byte[] {30, 30});
  }

  @Test
  void picturesOfATagStandInOneValue(@TempDir Path dir) throws IOException {
    SummaryImage image = SummaryImage.fromHwc(new byte[] {1, 2, 3, 4, 5, 6}, 1, 2, 3);
    SummaryWriter writer = SummaryWriter.builder(dir).build();
    try (writer) {
      writer.images("pair", List.of(image, image), 3);
      assertRefused(
          () -> writer.images("pair", List.of(), 4),
          "no images: expected at least 1, found 0 (tag 'pair')");
      SummaryImage other = SummaryImage.fromHwc(new byte[1], 1, 1, 1);
      assertRefused(
          () -> writer.images("pair", List.of(image, other), 4),
          "images of different sizes: expected 2x1, found 1x1 (tag 'pair')");
    }

    Summary.Value value = EventRecords.tensors(writer.file()).get(0);
    assertThat(value.getMetadata().getPluginData().getPluginName()).isEqualTo("images");
    assertThat(value.getMetadata().getDataClass()).isEqualTo(DataClass.DATA_CLASS_BLOB_SEQUENCE);
    assertThat(value.getTensor().getStringValCount()).isEqualTo(4);
    assertThat(value.getTensor().getStringVal(0).toStringUtf8()).isEqualTo("2");
    assertThat(value.getTensor().getStringVal(1).toStringUtf8()).isEqualTo("1");
    assertThat(value.getTensor().getStringVal(3).toByteArray()).isEqualTo(image.png());
  }

  @Test
  void whatIsNoPictureIsRefused() {
    assertRefused(
        () -> SummaryImage.fromHwc(new byte[11], 2, 2, 3),
        "wrong number of pixels: expected 12 for 2x2 in 3 channels, found 11");
    assertRefused(
        () -> SummaryImage.fromHwc(new byte[8], 2, 2, 2),
        "bad channels: expected 1, 3 or 4, found 2");
    assertRefused(
        () -> SummaryImage.fromHwc(new byte[0], 0, 2, 3),
        "bad image size: expected 1x1 pixels to 536870912 bytes, found 2x0 in 3 channels");
    assertRefused(
        () -> SummaryImage.fromHwc(new float[] {Float.NaN}, 1, 1, 1),
        "bad pixel: expected a number from 0 to 1, found NaN at index 0");
    assertRefused(
        () -> SummaryImage.grid(List.of(), 1),
        "bad grid: expected at least 1 image and 1 column, found 0 and 1");
    assertRefused(
        () -> SummaryImage.fromHwc(new byte[1], 1, 1, 1).scaledTo(0),
        "bad size: expected at least 1 pixel, found 0");
  }

  /** (height, width, channels) of the PNG file. */
  private static byte[] decode(SummaryImage image) throws IOException {
    BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(image.png()));
    assertThat(decoded.getWidth()).isEqualTo(image.width());
    assertThat(decoded.getHeight()).isEqualTo(image.height());
    int[] samples =
        decoded.getRaster().getPixels(0, 0, image.width(), image.height(), (int[]) null);
    assertThat(samples).hasSize(image.width() * image.height() * image.channels());
    byte[] bytes = new byte[samples.length];
    for (int i = 0; i < samples.length; i++) {
      bytes[i] = (byte) samples[i];
    }
    return bytes;
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
