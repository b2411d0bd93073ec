package dev.hibi.image;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class TiffImageTest {
  @TempDir Path folder;

  static Stream<String> names() {
    return PillowDecodeTest.names().filter(name -> name.endsWith(".tif"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void regionsAreThoseOfTheWholeImage(String name) throws IOException {
    RgbImage whole = RgbImage.decode(PillowDecodeTest.bytes(name), name);
    Random random = new Random(name.hashCode());

    try (TiffImage image = TiffImage.open(file(PillowDecodeTest.bytes(name)))) {
      assertThat(image.width()).isEqualTo(whole.width());
      assertThat(image.height()).isEqualTo(whole.height());
      for (int i = 0; i < 20; i++) {
        int x = random.nextInt(whole.width());
        int y = random.nextInt(whole.height());
        int width = 1 + random.nextInt(whole.width() - x);
        int height = 1 + random.nextInt(whole.height() - y);
        assertThat(image.region(x, y, width, height).pixels())
            .as("%dx%d at %d,%d", width, height, x, y)
            .isEqualTo(cut(whole, x, y, width, height));
      }
    }
  }

  private static byte[] cut(RgbImage image, int x, int y, int width, int height) {
    byte[] pixels = new byte[width * height * 3];
    for (int row = 0; row < height; row++) {
      int from = ((y + row) * image.width() + x) * 3;
      System.arraycopy(image.pixels(), from, pixels, row * width * 3, width * 3);
    }
    return pixels;
  }

  /** The strips of the other rows lie outside the file. */
  @Test
  void brokenStripsElsewhereDoNoHarm() throws IOException {
    byte[] file = file(2, 3, 1).put(273, 8, 1000, 1006).putBytes(1, 2, 3, 4, 5, 6).file();

    try (TiffImage image = TiffImage.open(file(file))) {
      assertThat(image.region(0, 0, 2, 1).pixels()).containsExactly(1, 2, 3, 4, 5, 6);
      assertThatThrownBy(() -> image.region(0, 1, 2, 1))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageStartingWith("truncated image: expected a TIFF of at least 1006 bytes, found");
    }
  }

  /** Rows of 3 GB, in the middle of which some pixels are written; the rest is a hole. */
  @Test
  void fileOfMoreThanTwoGigabytesIsReadInParts() throws IOException {
    int width = 40_000;
    int height = 25_000;
    Path path = folder.resolve("large.tif");
    try (FileChannel out =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(bigTiff(width, height)), 0);
      out.write(ByteBuffer.wrap(new byte[] {7, 8, 9}), 1000 + 3L * (24_000L * width + 39_000));
      out.write(ByteBuffer.wrap(new byte[1]), 1000 + 3L * width * height - 1);
    }

    try (TiffImage image = TiffImage.open(path)) {
      RgbImage region = image.region(38_999, 23_999, 3, 2);

      assertThat(image.width()).isEqualTo(width);
      assertThat(region.pixels()).startsWith(new byte[12]).containsSequence(0, 0, 0, 7, 8, 9, 0);
    } finally {
      Files.delete(path);
    }
  }

  static byte[] bigTiff(int width, int height) {
    ByteBuffer file = ByteBuffer.allocate(1000).order(LITTLE_ENDIAN);
    file.putShort((short) 0x4949).putShort((short) 43).putInt(8).putLong(16).putLong(6);
    long[][] entries = {
      {256, width}, {257, height}, {258, 8}, {262, 2}, {273, 1000}, {277, 3},
    };
    for (long[] entry : entries) {
      file.putShort((short) entry[0]).putShort((short) 16).putLong(1).putLong(entry[1]);
    }
    return file.array();
  }

  /** As GDAL leaves out tiles of nothing. */
  @Test
  void absentTilesAreZeros() throws IOException {
    byte[] file = file(2, 2, 1).put(273, 0, 8).put(279, 0, 6).putBytes(1, 2, 3, 4, 5, 6).file();

    RgbImage image = RgbImage.decode(file, "x");

    assertThat(image.pixels()).containsExactly(0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6);
  }

  /** Its value is text in a tag of its own. */
  @Test
  void absentTilesAreOfGdalsValueForNothing() throws IOException {
    byte[] file = file(1, 1, 1).put(273, 0).put(279, 0).put(42_113, 0x353532).file();

    assertThat(RgbImage.decode(file, "x").pixels()).containsOnly(255);
  }

  @ParameterizedTest
  @CsvSource({
    "6, ', JPEG of the old style'",
    "34661, ', JBIG'",
    "34712, ', JPEG 2000'",
    "34887, ', LERC'",
    "34925, ', LZMA'",
    "50000, ', Zstandard'",
    "50001, ', WebP'",
    "50002, ', JPEG XL'",
    "4711, ''",
  })
  void compressionThatIsNotReadIsNamed(int number, String name) {
    byte[] file = file(2, 2, 2).put(259, number).file();

    assertThatThrownBy(() -> RgbImage.decode(file, "x"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage(
            "unsupported image: expected a TIFF of no compression, CCITT, LZW, JPEG, Deflate or"
                + " PackBits, found compression %d%s (x)".formatted(number, name));
  }

  @ParameterizedTest
  @CsvSource({
    "339, 3, 'whole numbers without a sign, found floating point of 16 bits'",
    "339, 2, 'whole numbers without a sign, found signed numbers of 16 bits'",
    "258, 32, '1 to 16 bits a sample, found 32'",
    "277, 5000, '3 to 1024 samples a pixel, found 5000'",
    "262, 32803," + " 'grey, RGB, palette, CMYK or YCbCr, found photometric interpretation 32803'",
  })
  void samplesThatAreNotReadAreNamed(int tag, int value, String message) {
    byte[] file = file(2, 2, 2).put(258, 16).put(tag, value).file();

    assertThatThrownBy(() -> RgbImage.decode(file, "x"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("unsupported image: expected a TIFF of " + message + " (x)");
  }

  @Test
  void smallFileOfManyPixelsIsRefusedBeforeTheyAreAllocated() {
    byte[] file = file(9_000, 9_000, 9_000).put(279, 0).putBytes(1, 2, 3).file();

    assertThatThrownBy(() -> RgbImage.decode(file, "x"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageStartingWith("truncated image: expected 243000000 bytes of pixels in part 0");
  }

  @Test
  void regionOutsideIsRefused() throws IOException {
    try (TiffImage image = TiffImage.open(file(file(2, 2, 2).file()))) {
      assertThatThrownBy(() -> image.region(1, 0, 2, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("region outside: expected one inside 2x2, found 2x1 at 1,0");
      assertThatThrownBy(() -> image.region(0, 0, 0, 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> image.region(Integer.MAX_VALUE, 0, 1, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anotherFormatIsNoTiff() throws IOException {
    Path file = file(PillowDecodeTest.bytes("rgb.png"));

    assertThatThrownBy(() -> TiffImage.open(file))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("not a TIFF: expected one, found a PNG (" + file + ")");
  }

  @Test
  void closedFileGivesNoMoreRegions() throws IOException {
    TiffImage image = TiffImage.open(file(file(2, 2, 2).putBytes(new int[12]).file()));
    image.close();
    image.close();

    assertThatThrownBy(() -> image.region(0, 0, 1, 1)).isInstanceOf(ClosedChannelException.class);
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("x.tif"), bytes);
  }

  private static TiffFile file(int width, int height, int rows) {
    return new TiffFile(width, height, rows);
  }
}
