package dev.hibi.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of {@link PillowDecodeTest}, cut off and changed. */
final class DamagedImageTest {
  private static final int LIMIT = 1_000_000;
  private static final int CHANGES = 60;

  static Stream<String> names() {
    return PillowDecodeTest.names();
  }

  /** Some files have something after their pixels, such as a second frame. */
  @ParameterizedTest
  @MethodSource("names")
  void cutOffFileIsRefusedOrGivesTheWholeImage(String name) throws IOException {
    byte[] file = PillowDecodeTest.bytes(name);
    byte[] whole = RgbImage.decode(file, name).pixels();

    for (int length = 0; length < file.length; length += 1 + length / 40) {
      try {
        byte[] pixels = RgbImage.decode(Arrays.copyOf(file, length), name, LIMIT).pixels();
        assertThat(Arrays.equals(pixels, whole)).as("pixels of %d bytes", length).isTrue();
      } catch (UnreadableImageException e) {
        assertThat(e).hasMessageEndingWith("(" + name + ")");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void changedFileBringsNoOtherExceptionThanTheDocumented(String name) throws IOException {
    byte[] file = PillowDecodeTest.bytes(name);
    Random random = new Random(name.hashCode());

    for (int i = 0; i < CHANGES; i++) {
      byte[] changed = changed(file, random);
      try {
        RgbImage image = RgbImage.decode(changed, name, LIMIT);
        assertThat(image.width() * image.height()).isLessThanOrEqualTo(2 * LIMIT);
      } catch (UnreadableImageException e) {
        assertThat(e).hasMessageEndingWith("(" + name + ")");
      }
    }
  }

  /** One to four bytes anywhere, more often near the beginning, and now and then an end cut off. */
  private static byte[] changed(byte[] file, Random random) {
    byte[] changed = file.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int range = random.nextBoolean() ? Math.min(100, file.length) : file.length;
      changed[random.nextInt(range)] = (byte) (random.nextInt(3) - 1 & random.nextInt(256));
      changed[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
    }
    return random.nextInt(8) == 0 ? Arrays.copyOf(changed, random.nextInt(file.length)) : changed;
  }

  @ParameterizedTest
  @CsvSource({
    "rgb.png, 'truncated image: expected a PNG with an end chunk, found %d bytes without one (x)'",
    "grey.jpg, 'truncated image: expected a JPEG with an end marker, found %d bytes without one (x)'",
    "24.bmp, 'truncated image: expected a BMP of at least 714 bytes, found %d (x)'",
    "rgb-raw.tif, 'truncated image: expected a TIFF of at least 767 bytes, found %d (x)'",
    "palette.gif, 'truncated image: expected a GIF of at least 176 bytes, found %d (x)'",
    "lossy.webp, 'truncated image: expected a WebP of at least 234 bytes, found %d (x)'",
  })
  void fileWithoutItsEndIsCalledTruncated(String name, String message) throws IOException {
    byte[] file = PillowDecodeTest.bytes(name);
    byte[] part = Arrays.copyOf(file, file.length - 9);

    assertThatThrownBy(() -> RgbImage.decode(part, "x"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage(message.formatted(part.length));
  }

  /** Four samples a pixel need more memory on the way, and so have a lower limit. */
  @ParameterizedTest
  @MethodSource("names")
  void imageAboveTheLimitIsRefused(String name) throws IOException {
    byte[] file = PillowDecodeTest.bytes(name);
    int width = PillowDecodeTest.expected(name).width();
    int height = PillowDecodeTest.expected(name).height();

    assertThatThrownBy(() -> RgbImage.decode(file, name, width * height - 1))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageMatching(
            "image too large: expected at most [0-9]+ pixels, found (%dx%d|%dx%d) \\(.*\\)"
                .formatted(width, height, height, width));
  }

  /** Whole chunks with right checksums, around pixels that end too early. */
  @Test
  void pngOfTooFewPixelsIsBroken() throws IOException {
    byte[] rows = new byte[20 * 31];
    byte[] sound = png(rows);
    byte[] shorter = png(Arrays.copyOf(rows, 300));

    assertThat(RgbImage.decode(sound, "x").pixels()).containsOnly(0);
    assertThatThrownBy(() -> RgbImage.decode(shorter, "x"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageStartingWith("broken image: expected ");
  }

  private static byte[] png(byte[] rows) throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(data)) {
      deflater.write(rows);
    }
    ByteBuffer file = ByteBuffer.allocate(8 + 25 + 12 + data.size() + 12);
    file.putLong(0x89504e470d0a1a0aL);
    byte[] header = {0, 0, 0, 10, 0, 0, 0, 20, 8, 2, 0, 0, 0};
    putChunk(file, "IHDR", header);
    putChunk(file, "IDAT", data.toByteArray());
    putChunk(file, "IEND", new byte[0]);
    return file.array();
  }

  private static void putChunk(ByteBuffer file, String type, byte[] body) {
    CRC32 crc = new CRC32();
    crc.update(type.getBytes(StandardCharsets.US_ASCII));
    crc.update(body);
    file.putInt(body.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(body);
    file.putInt((int) crc.getValue());
  }

  /** The blocks of pixels end in the middle, in good order. */
  @Test
  void gifOfTooFewPixelsIsTruncated() throws IOException {
    byte[] file = PillowDecodeTest.bytes("palette.gif");
    int image = indexOf(file, new byte[] {0x2c, 0, 0, 0, 0, 19, 0, 11, 0});
    int data = image + 11 + ((file[image + 9] & 0x80) == 0 ? 0 : 3 << ((file[image + 9] & 7) + 1));
    byte[] shorter = Arrays.copyOf(file, data + 40);
    shorter[data] = 37;
    shorter[data + 38] = 0;
    shorter[data + 39] = 0x3b;

    assertThatThrownBy(() -> RgbImage.decode(shorter, "x"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("truncated image: expected 209 pixels in a GIF, found 68 (x)");
  }

  /** The strip of LZW or deflated rows is said to be 40 bytes long. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rgb-tiff_lzw.tif",
        "rgb-tiff_adobe_deflate.tif",
        "rgb-packbits.tif",
        "rgb-raw.tif"
      })
  void tiffOfTooFewPixelsIsTruncated(String name) throws IOException {
    byte[] file = PillowDecodeTest.bytes(name);
    int entry = indexOf(file, new byte[] {0x17, 1, 4, 0, 1, 0, 0, 0});
    file[entry + 8] = 10;
    file[entry + 9] = 0;

    assertThatThrownBy(() -> RgbImage.decode(file, "x"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageStartingWith(
            "truncated image: expected 627 bytes of pixels in part 0 of a TIFF");
  }

  /** The rows are ended, and then the image, before the last of them. */
  @Test
  void bmpOfTooFewRunsIsBroken() throws IOException {
    byte[] file = PillowDecodeTest.bytes("rle8.bmp");
    int end = file.length / 2;
    byte[] shorter = Arrays.copyOf(file, end);

    assertThatThrownBy(() -> RgbImage.decode(shorter, "x"))
        .isInstanceOf(UnreadableImageException.class);
  }

  @Test
  void jpegWithAPartOfItsDataMissingIsBroken() throws IOException {
    byte[] file = PillowDecodeTest.bytes("baseline.jpg");
    byte[] shorter = Arrays.copyOf(file, file.length - 60);
    shorter[shorter.length - 2] = (byte) 0xff;
    shorter[shorter.length - 1] = (byte) 0xd9;

    assertThatThrownBy(() -> RgbImage.decode(shorter, "x"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage(
            "broken image: expected undamaged data in a JPEG, found an early end before byte %d (x)"
                .formatted(shorter.length - 2));
  }

  @Test
  void jpegOfManyScansIsRefused() throws IOException {
    byte[] file = PillowDecodeTest.bytes("progressive.jpg");
    int scan = indexOf(file, new byte[] {(byte) 0xff, (byte) 0xda});
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, scan);
    for (int i = 0; i < 200; i++) {
      out.write(file, scan, file.length - 2 - scan);
    }
    out.write(file, file.length - 2, 2);

    assertThatThrownBy(() -> RgbImage.decode(out.toByteArray(), "x"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("broken image: expected at most 100 scans in a JPEG, found 2000 (x)");
  }

  private static int indexOf(byte[] file, byte[] part) {
    int at = 0;
    while (!Arrays.equals(file, at, at + part.length, part, 0, part.length)) {
      at++;
    }
    return at;
  }

  /** Each of libjpeg-turbo's ways through such data gives another picture. */
  @Test
  void fillBytesInsideOfTheDataOfAJpegAreDamageWhicheverDecoderReadsIt() throws IOException {
    byte[] file = PillowDecodeTest.bytes("adobe-1-3.jpg");
    int at = stuffed(file);
    byte[] filled = Arrays.copyOf(file, file.length + 1);
    System.arraycopy(file, at, filled, at + 1, file.length - at);
    filled[at] = (byte) 0xff; // ff 00 becomes ff ff 00

    for (JpegDecoder decoder : new JpegDecoder[] {JpegDecoder.AUTO, JpegDecoder.JAVA}) {
      assertThatThrownBy(() -> new ImageDecoding(decoder, LIMIT).rgb(filled, () -> "x"))
          .hasMessage(
              "broken image: expected undamaged data in a JPEG, found fill bytes inside of it at"
                  + " byte %d (x)",
              at);
    }
  }

  /** Where a byte {@code ff} of a scan's data is. */
  private static int stuffed(byte[] file) {
    int at = file.length - 2;
    while (file[at] != (byte) 0xff || file[at + 1] != 0) {
      at--;
    }
    return at;
  }

  @Test
  void tagThatDecidesSomethingAndIsThereTwiceIsDamage() {
    byte[] file = new TiffFile(2, 2, 2).put(280, 7).putBytes(new int[12]).file();
    int entry = file.length - 16; // of 280, which becomes rows per strip, again
    file[entry] = (byte) (278 & 0xff);

    assertThatThrownBy(() -> RgbImage.decode(file, "x"))
        .hasMessage("broken image: expected tag 278 once in a TIFF, found it twice (x)");
  }

  @Test
  void moreStripsThanThereIsRoomForAreDamage() {
    byte[] file =
        new TiffFile(2, 2, 1).put(273, 8, 14, 8).put(279, 6, 6, 6).putBytes(new int[12]).file();

    assertThatThrownBy(() -> RgbImage.decode(file, "x"))
        .hasMessage("broken image: expected 2 strips or tiles in a TIFF, found 3 (x)");
  }

  /** The format has 2 at least, and readers differ in what they make of 1. */
  @Test
  void codesOfOneBitInAGifAreDamage() throws IOException {
    byte[] file = PillowDecodeTest.bytes("two-colors.gif");
    int at = new String(file, StandardCharsets.ISO_8859_1).indexOf(',') + 10;
    assertThat(file[at]).isBetween((byte) 2, (byte) 8);
    file[at] = 1;

    assertThatThrownBy(() -> RgbImage.decode(file, "x"))
        .hasMessage("broken image: expected codes of 2 to 8 bits in a GIF, found 1 (x)");
  }
}
