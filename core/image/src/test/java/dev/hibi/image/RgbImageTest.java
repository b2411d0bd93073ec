package dev.hibi.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RgbImageTest {
  /** The image of benchmarks/peers/pillow_resize.py. */
  static RgbImage formula(int width, int height) {
    byte[] pixels = new byte[width * height * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ((i * 2654435761L) >>> 24);
      pixels[i] = i / 97 % 5 == 0 ? (byte) 255 : pixels[i];
      pixels[i] = i / 89 % 7 == 0 ? 0 : pixels[i];
    }
    return new RgbImage(width, height, pixels);
  }

  /** Constants printed by benchmarks/peers/pillow_resize.py. */
  @ParameterizedTest
  @CsvSource({
    "227, 227, 128, 128, ab7a22a9",
    "227, 227, 224, 224, f0a27eda",
    "227, 227, 64, 64, 38f7f428",
    "227, 227, 227, 100, bd992dce",
    "100, 227, 150, 227, f2e55f93",
    "40, 30, 128, 96, 07db9328",
    "640, 480, 33, 21, b69d39dc",
    "1000, 13, 8, 50, 1bddd8cd",
    "1, 1, 16, 16, f5a0f415",
    "2, 3, 9, 8, 84957f6d",
    "5, 7, 1, 1, f9f2e8e4",
  })
  void resizeEqualsPillowToTheByte(int width, int height, int toWidth, int toHeight, String crc) {
    RgbImage resized = formula(width, height).resize(toWidth, toHeight);

    assertThat(resized.width()).isEqualTo(toWidth);
    assertThat(resized.height()).isEqualTo(toHeight);
    assertThat(String.format("%08x", crc32(resized.pixels()))).isEqualTo(crc);
  }

  private static long crc32(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  @Test
  void resizeToItsOwnSizeIsTheImageItself() {
    RgbImage image = formula(5, 4);

    assertThat(image.resize(5, 4)).isSameAs(image);
  }

  @Test
  void resizeToNothingIsRejected() {
    assertThatThrownBy(() -> formula(5, 4).resize(0, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad image size: expected at least 1x1, found 0x4");
  }

  @Test
  void cropCopiesARectangle() {
    RgbImage image = formula(5, 4);

    RgbImage part = image.crop(2, 1, 3, 2);

    assertThat(part.width()).isEqualTo(3);
    assertThat(part.height()).isEqualTo(2);
    assertThat(Arrays.copyOfRange(part.pixels(), 0, 9))
        .isEqualTo(Arrays.copyOfRange(image.pixels(), (5 + 2) * 3, (5 + 5) * 3));
    assertThat(Arrays.copyOfRange(part.pixels(), 9, 18))
        .isEqualTo(Arrays.copyOfRange(image.pixels(), (10 + 2) * 3, (10 + 5) * 3));
  }

  @Test
  void cropOfEverythingIsTheImageItself() {
    RgbImage image = formula(5, 4);

    assertThat(image.crop(0, 0, 5, 4)).isSameAs(image);
  }

  @Test
  void cropOutsideIsRejected() {
    assertThatThrownBy(() -> formula(5, 4).crop(3, 0, 3, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("crop outside the image: expected a part of 5x4, found 3x2 at (3, 0)");
  }

  @Test
  void wrongNumberOfBytesIsRejected() {
    assertThatThrownBy(() -> new RgbImage(2, 2, new byte[11]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("wrong number of bytes: expected 12 for 2x2 RGB, found 11");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp"})
  void losslessFormatsGiveTheirPixels(String format) throws IOException {
    RgbImage image = formula(9, 7);

    RgbImage decoded = RgbImage.decode(encode(image.toBufferedImage(), format), "x");

    assertThat(decoded.width()).isEqualTo(9);
    assertThat(decoded.height()).isEqualTo(7);
    assertThat(decoded.pixels()).isEqualTo(image.pixels());
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif", "tif", "jpg"})
  void oneDarkPixelIsAnImage(String format) throws IOException {
    BufferedImage black = new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR);

    RgbImage decoded = RgbImage.decode(encode(black, format), "x");

    assertThat(decoded).hasToString("RgbImage[1x1]");
    assertThat(decoded.pixels()).containsExactly(0, 0, 0);
  }

  @Test
  void colourJpegGivesWhatTheReaderOfTheJdkGives() throws IOException {
    byte[] file = encode(formula(37, 21).toBufferedImage(), "jpg");
    BufferedImage expected = ImageIO.read(new ByteArrayInputStream(file));

    assertThat(RgbImage.decode(file, "x").pixels()).isEqualTo(RgbImage.of(expected).pixels());
  }

  @Test
  void readTakesAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("x.png");
    Files.write(file, encode(formula(9, 7).toBufferedImage(), "png"));

    assertThat(RgbImage.read(file).pixels()).isEqualTo(formula(9, 7).pixels());
  }

  @Test
  void greyIsRepeatedAsItIsStored() throws IOException {
    BufferedImage grey = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {0, 77, 255});

    assertThat(RgbImage.of(grey).pixels()).containsExactly(0, 0, 0, 77, 77, 77, 255, 255, 255);
    assertThat(RgbImage.decode(encode(grey, "png"), "x").pixels())
        .containsExactly(0, 0, 0, 77, 77, 77, 255, 255, 255);
  }

  @Test
  void greyJpegIsNotBrightened() throws IOException {
    BufferedImage grey = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSamples(0, 0, 16, 16, 0, filled(256, 77));

    assertThat(RgbImage.decode(encode(grey, "jpg"), "x").pixels()).containsOnly(77);
  }

  @Test
  void grey16LosesTheLowerByte() throws IOException {
    BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    grey.getRaster().setSamples(0, 0, 2, 1, 0, new int[] {0x4dff, 0xffff});

    assertThat(RgbImage.decode(encode(grey, "png"), "x").pixels())
        .containsExactly(0x4d, 0x4d, 0x4d, 0xff, 0xff, 0xff);
  }

  @Test
  void transparencyOfAPictureIsLaidOverBlackThatOfAFileIsDropped() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    WritableRaster raster = image.getRaster();
    raster.setPixel(0, 0, new int[] {200, 100, 50, 255});
    raster.setPixel(1, 0, new int[] {200, 100, 50, 0});
    raster.setPixel(2, 0, new int[] {200, 100, 50, 51});

    assertThat(RgbImage.of(image).pixels()).containsExactly(200, 100, 50, 0, 0, 0, 40, 20, 10);
    assertThat(RgbImage.decode(encode(image, "png"), "x").pixels())
        .containsExactly(200, 100, 50, 200, 100, 50, 200, 100, 50);
  }

  @Test
  void subImageIsCopiedFromItsCorner() {
    BufferedImage image = formula(5, 4).toBufferedImage();

    assertThat(RgbImage.of(image.getSubimage(2, 1, 3, 2)).pixels())
        .isEqualTo(formula(5, 4).crop(2, 1, 3, 2).pixels());
  }

  @Test
  void emptyFileIsNoImage() {
    assertThatThrownBy(() -> RgbImage.decode(new byte[0], "a.zip!x.jpg"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage(
            "not an image: expected JPEG, PNG, BMP, GIF, TIFF or WebP, found an empty file"
                + " (a.zip!x.jpg)");
  }

  @Test
  void textIsNoImage() {
    assertThatThrownBy(
            () -> RgbImage.decode("hello".getBytes(StandardCharsets.UTF_8), "a.zip!x.jpg"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage(
            "not an image: expected JPEG, PNG, BMP, GIF, TIFF or WebP,"
                + " found 5 bytes that begin 68 65 6c 6c (a.zip!x.jpg)");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 20, 300, 600, 700})
  void truncatedJpegIsRejectedThoughTheReaderOnlyWarns(int length) throws IOException {
    byte[] file = encode(formula(64, 64).toBufferedImage(), "jpg");
    assertThat(file).hasSizeGreaterThan(701);

    assertThatThrownBy(() -> RgbImage.decode(Arrays.copyOf(file, length), "a.zip!x.jpg"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage(
            "truncated image: expected a JPEG with an end marker, found %d bytes without one"
                    .formatted(length)
                + " (a.zip!x.jpg)");
  }

  @Test
  void jpegWithoutItsLastTwoBytesIsRejected() throws IOException {
    byte[] file = encode(formula(64, 64).toBufferedImage(), "jpg");

    assertThatThrownBy(() -> RgbImage.decode(Arrays.copyOf(file, file.length - 2), "x.jpg"))
        .isInstanceOf(UnreadableImageException.class);
  }

  @Test
  void bytesAfterTheEndOfAJpegAreIgnored() throws IOException {
    byte[] file = encode(formula(64, 64).toBufferedImage(), "jpg");
    RgbImage whole = RgbImage.decode(file, "x.jpg");

    RgbImage padded = RgbImage.decode(Arrays.copyOf(file, file.length + 10), "x.jpg");

    assertThat(padded.pixels()).isEqualTo(whole.pixels());
  }

  /** A camera's file: the thumbnail in its header has an end marker of its own. */
  @Test
  void endMarkerInsideASegmentDoesNotEndAJpeg() throws IOException {
    byte[] file = encode(formula(64, 64).toBufferedImage(), "jpg");
    byte[] segment = {(byte) 0xff, (byte) 0xe1, 0, 6, (byte) 0xff, (byte) 0xd9, 0, 0};
    byte[] withThumbnail = new byte[file.length + segment.length];
    System.arraycopy(file, 0, withThumbnail, 0, 2);
    System.arraycopy(segment, 0, withThumbnail, 2, segment.length);
    System.arraycopy(file, 2, withThumbnail, 2 + segment.length, file.length - 2);

    assertThat(RgbImage.decode(withThumbnail, "x").pixels())
        .isEqualTo(RgbImage.decode(file, "x").pixels());
    assertThatThrownBy(() -> RgbImage.decode(Arrays.copyOf(withThumbnail, 500), "x"))
        .hasMessageStartingWith("truncated image: expected a JPEG with an end marker");
  }

  @Test
  void truncatedPngIsRejected() throws IOException {
    byte[] file = encode(formula(64, 64).toBufferedImage(), "png");

    assertThatThrownBy(() -> RgbImage.decode(Arrays.copyOf(file, 500), "a.zip!x.png"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage(
            "truncated image: expected a PNG with an end chunk, found 500 bytes without one"
                + " (a.zip!x.png)");
  }

  /** The frame header of the JPEG claims 20000x20000 pixels. */
  @Test
  void hugeImageIsRefusedBeforeItsPixelsAreAllocated() throws IOException {
    byte[] file = encode(formula(64, 64).toBufferedImage(), "jpg");
    int frame = 0;
    while (file[frame] != (byte) 0xff || file[frame + 1] != (byte) 0xc0) {
      frame++;
    }
    file[frame + 5] = file[frame + 7] = 0x4e;
    file[frame + 6] = file[frame + 8] = 0x20;

    assertThatThrownBy(() -> RgbImage.decode(file, "x.jpg"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage(
            "image too large: expected at most 100000000 pixels, found 20000x20000 (x.jpg)");
  }

  private static byte[] encode(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  private static int[] filled(int length, int value) {
    int[] values = new int[length];
    Arrays.fill(values, value);
    return values;
  }
}
