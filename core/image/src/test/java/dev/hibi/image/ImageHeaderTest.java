package dev.hibi.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageHeaderTest {
  private static final String FRAME = "ffd8 ffc0 0011 08 0005 0009 03 011100 021100 031100 ";

  /** EXIF of one tag: orientation 6, turned by 90 degrees. */
  private static final String TIFF_OF_ORIENTATION =
      "49492a00 08000000 0100 1201 0300 01000000 06000000 00000000";

  @ParameterizedTest
  @CsvSource({
    "jpg, JPEG, RGB",
    "png, PNG, RGB",
    "bmp, BMP, RGB",
    "gif, GIF, palette",
    "tif, TIFF, RGB"
  })
  void whatTheJdkWritesIsRead(String suffix, String format, String colorMode) throws IOException {
    byte[] file = encode(new BufferedImage(9, 5, BufferedImage.TYPE_3BYTE_BGR), suffix);

    assertThat(ImageHeader.read(file, "x")).isEqualTo(new ImageHeader(format, 9, 5, colorMode, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "10, grey",
    "11, grey16",
    "6, RGBA",
    "13, palette",
  })
  void pngTellsItsColourMode(int type, String colorMode) throws IOException {
    byte[] file = encode(new BufferedImage(9, 5, type), "png");

    assertThat(ImageHeader.read(file, "x").colorMode()).isEqualTo(colorMode);
  }

  @Test
  void jpegOfCmykIsToldFromYcckByAdobesSegment() throws IOException {
    String frame = "ffc0 0014 08 0005 0009 04 011100 021100 031100 041100";
    String adobe = "ffee 000e 41646f6265 0064 0000 0000 02";

    assertThat(read("ffd8" + frame).colorMode()).isEqualTo("CMYK");
    assertThat(read("ffd8" + adobe + frame).colorMode()).isEqualTo("YCCK");
  }

  @Test
  void orientationSwapsTheSides() throws IOException {
    String exif = "ffe1 0022 457869660000" + TIFF_OF_ORIENTATION;

    assertThat(read(FRAME)).isEqualTo(new ImageHeader("JPEG", 9, 5, "RGB", 1));
    assertThat(read(FRAME + exif)).isEqualTo(new ImageHeader("JPEG", 5, 9, "RGB", 6));
  }

  @Test
  void brokenExifIsAsGoodAsNone() throws IOException {
    assertThat(read(FRAME + "ffe1 0010 457869660000 49492a00 ffffff7f").orientation()).isEqualTo(1);
  }

  @Test
  void lossyWebpIsRead() throws IOException {
    assertThat(read("52494646 16000000 57454250 56503820 0a000000 300100 9d012a 0900 0500"))
        .isEqualTo(new ImageHeader("WebP", 9, 5, "RGB", 1));
  }

  @Test
  void losslessWebpIsRead() throws IOException {
    assertThat(read("52494646 11000000 57454250 5650384c 05000000 2f 08000110"))
        .isEqualTo(new ImageHeader("WebP", 9, 5, "RGBA", 1));
  }

  @Test
  void extendedWebpIsReadWithItsOrientation() throws IOException {
    String header = "52494646 16000000 57454250 56503858 0a000000 18000000 080000 040000";
    String exif = "45584946 1a000000" + TIFF_OF_ORIENTATION;

    assertThat(read(header + exif)).isEqualTo(new ImageHeader("WebP", 5, 9, "RGBA", 6));
  }

  @Test
  void bigTiffIsReadInBothByteOrders() throws IOException {
    String little =
        "49492b00 08000000 1000000000000000 0400000000000000"
            + " 0001 0300 0100000000000000 0900000000000000 0101 0300 0100000000000000 0500000000000000"
            + " 0601 0300 0100000000000000 0200000000000000 1201 0300 0100000000000000 0600000000000000";
    String big =
        "4d4d002b 00080000 0000000000000010 0000000000000003"
            + " 0100 0004 0000000000000001 0000000900000000 0101 0010 0000000000000001 0000000000000005"
            + " 0106 0003 0000000000000001 0002000000000000";

    assertThat(read(little)).isEqualTo(new ImageHeader("TIFF", 5, 9, "RGB", 6));
    assertThat(read(big)).isEqualTo(new ImageHeader("TIFF", 9, 5, "RGB", 1));
  }

  @Test
  void unknownVersionOfTiffIsRefused() {
    assertThatThrownBy(() -> read("49492b00 04000000 1000000000000000"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("unsupported image: expected a TIFF of offsets of 8 bytes, found 4 (x)");
  }

  @Test
  void entryThatPointsOutsideTheFileIsRefusedWhereItIsNeeded() throws IOException {
    String header =
        "49492a00 08000000 0400 0001 0300 01000000 09000000 0101 0300 01000000 05000000";
    String strips = " 0601 0300 01000000 01000000 1101 0400 ffffffff 08000000 00000000";
    byte[] file = HexFormat.of().parseHex((header + strips).replace(" ", ""));

    assertThat(read(header + strips)).isEqualTo(new ImageHeader("TIFF", 9, 5, "grey", 1));
    assertThatThrownBy(() -> RgbImage.decode(file, "x"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("truncated image: expected a TIFF of at least 17179869188 bytes, found 62 (x)");
  }

  @Test
  void headerThatIsCutOffIsRefused() {
    assertThatThrownBy(() -> read("474946383961 0900"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("truncated image: expected a GIF of at least 13 bytes, found 8 (x)");
    assertThatThrownBy(() -> read("ffd8ff"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage(
            "truncated image: expected a JPEG with a frame header, found 3 bytes without one (x)");
  }

  @Test
  void zeroWidthIsRefused() {
    assertThatThrownBy(() -> read("474946383961 0000 0500 000000"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("broken image: expected a size of at least 1x1 in a GIF, found 0x5 (x)");
  }

  @Test
  void textIsNoImage() {
    assertThatThrownBy(() -> ImageHeader.read("hello".getBytes(StandardCharsets.UTF_8), "a.zip!x"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage(
            "not an image: expected JPEG, PNG, BMP, GIF, TIFF or WebP,"
                + " found 5 bytes that begin 68 65 6c 6c (a.zip!x)");
  }

  @ParameterizedTest
  @CsvSource({
    "'00000018 66747970 68656963 00000000 6d696631 68656963', 'HEIC, as phones take'",
    "'00000018 66747970 6d696631 00000000 6d696631 68656963', 'HEIC, as phones take'",
    "'0000001c 66747970 6d696631 00000000 6d696631 61766966 6d696166', AVIF",
    "'00000014 66747970 6d696631 00000000 6d696631', HEIF",
    "'0000000c 4a584c20 0d0a870a', JPEG XL",
    "'ff0a faf1', JPEG XL",
    "'0000000c 6a502020 0d0a870a', JPEG 2000",
    "'38425053 0001', a Photoshop document",
  })
  void formatsThatAreNotReadAreNamedWithTheRemedy(String hex, String name) {
    assertThatThrownBy(() -> read(hex))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage(
            "unsupported image: expected JPEG, PNG, BMP, GIF, TIFF or WebP, found %s:"
                    .formatted(name)
                + " export it as JPEG (x)");
  }

  /** A box that is no image's, such as a film's. */
  @Test
  void filmIsNoImage() {
    assertThatThrownBy(() -> read("00000014 66747970 69736f6d 00000000 6d703432"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageStartingWith("not an image: expected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "bmp", "gif", "tif"})
  void noBytesBringAnotherExceptionThanTheDocumented(String suffix) throws IOException {
    byte[] file = encode(new BufferedImage(9, 5, BufferedImage.TYPE_3BYTE_BGR), suffix);
    Random random = new Random(7);

    for (int i = 0; i < 5_000; i++) {
      byte[] changed = Arrays.copyOf(file, 8 + random.nextInt(file.length - 8));
      changed[2 + random.nextInt(changed.length - 2)] = (byte) random.nextInt(256);
      changed[2 + random.nextInt(changed.length - 2)] = (byte) random.nextInt(256);
      try {
        ImageHeader.read(changed, "x");
      } catch (UnreadableImageException e) {
        assertThat(e.getMessage()).endsWith("(x)");
      }
    }
  }

  private static ImageHeader read(String hex) throws UnreadableImageException {
    return ImageHeader.read(HexFormat.of().parseHex(hex.replace(" ", "")), "x");
  }

  private static byte[] encode(BufferedImage image, String suffix) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, suffix, out)).isTrue();
    return out.toByteArray();
  }
}
