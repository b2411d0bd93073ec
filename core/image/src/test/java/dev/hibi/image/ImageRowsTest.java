package dev.hibi.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageRowsTest {
  private static final int LIMIT = 1_000_000;

  @TempDir Path folder;

  static Stream<String> names() {
    return PillowDecodeTest.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void bandsAreThoseOfTheWholeImageHoweverHighTheyAre(String name) throws IOException {
    RgbImage whole = RgbImage.decode(PillowDecodeTest.bytes(name), name);
    Path file = Files.write(folder.resolve("image"), PillowDecodeTest.bytes(name));

    for (int rows : new int[] {1, 2, 3, 5, 8, 13, whole.height()}) {
      try (ImageRows ofFile = ImageRows.open(file, name, LIMIT);
          ImageRows inMemory = ImageRows.open(PillowDecodeTest.bytes(name), name, LIMIT)) {
        assertThat(ofFile.width()).isEqualTo(whole.width());
        assertThat(ofFile.height()).isEqualTo(whole.height());
        assertThat(all(ofFile, rows)).as("%d rows at once", rows).isEqualTo(whole.pixels());
        assertThat(all(inMemory, rows)).as("%d rows at once", rows).isEqualTo(whole.pixels());
      }
    }
  }

  private static byte[] all(ImageRows image, int rows) throws IOException {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    while (image.rowsLeft() > 0) {
      pixels.writeBytes(image.read(Math.min(rows, image.rowsLeft())).pixels());
    }
    return pixels.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void turnedOnesAreReadUpright(int orientation) throws IOException {
    int[] pixels = new Random(orientation).ints(3 * 17 * 23, 0, 256).toArray();
    byte[] strips = new TiffFile(17, 23, 5).put(274, orientation).putBytes(pixels).file();
    byte[] tiles = tiles(48, 64).put(274, orientation).file();

    for (byte[] file : new byte[][] {strips, tiles}) {
      RgbImage whole = RgbImage.decode(file, "x");
      for (int rows : new int[] {1, 7, 16, 40}) {
        try (ImageRows image = ImageRows.open(file, "x", LIMIT)) {
          assertThat(all(image, rows)).isEqualTo(whole.pixels());
        }
      }
    }
  }

  /** Tiles of 16 pixels, the last of a row and of a column wholly inside. */
  private static TiffFile tiles(int width, int height) {
    int count = width / 16 * (height / 16);
    long[] offsets = new long[count];
    long[] counts = new long[count];
    Arrays.setAll(offsets, i -> 8 + i * 768L);
    Arrays.fill(counts, 768);
    return new TiffFile(width, height, height)
        .put(322, 16)
        .put(323, 16)
        .put(324, offsets)
        .put(325, counts)
        .putBytes(new Random(1).ints(3L * width * height, 0, 256).toArray());
  }

  /** One strip of 4,000 rows, which would take a minute if each band began at its first row. */
  @Test
  void oneStripThatIsCompressedIsDecodedOnce() throws IOException {
    int width = 2_000;
    int height = 4_000;
    ByteArrayOutputStream strip = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(strip)) {
      for (int y = 0; y < height; y++) {
        byte[] row = new byte[3 * width];
        Arrays.fill(row, (byte) y);
        deflater.write(row);
      }
    }
    int[] bytes = new int[strip.size()];
    Arrays.setAll(bytes, i -> strip.toByteArray()[i]);
    byte[] file =
        new TiffFile(width, height, height)
            .put(259, 8)
            .put(279, strip.size())
            .putBytes(bytes)
            .file();

    try (ImageRows image = ImageRows.open(file, "x", LIMIT)) {
      for (int y = 0; y < height; y++) {
        assertThat(image.read(1).pixels()[3 * width - 1]).isEqualTo((byte) y);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 100, 299, 300, 1_000})
  void theSmallerImageIsThatOfTheWhole(int mostEdge) throws IOException {
    byte[] pixels = new byte[3 * 300 * 211];
    new Random(3).nextBytes(pixels);
    RgbImage whole = new RgbImage(300, 211, pixels);
    double shrink = Math.min(1, mostEdge / 300.0);

    for (int rows : new int[] {1, 31, 33, 211}) {
      try (ImageRows image = ImageRows.of(whole).shrinking(mostEdge)) {
        all(image, rows);
        RgbImage expected =
            whole.resize(
                (int) Math.round(300 * shrink), (int) Math.max(1, Math.round(211 * shrink)));
        assertThat(image.shrunk().toString()).isEqualTo(expected.toString());
        assertThat(image.shrunk().pixels()).isEqualTo(expected.pixels());
      }
    }
  }

  @Test
  void theSmallerImageIsAskedForFirstAndIsThereAtTheEnd() throws IOException {
    RgbImage whole = new RgbImage(2, 3, new byte[18]);

    try (ImageRows image = ImageRows.of(whole)) {
      assertThatThrownBy(image::shrunk)
          .hasMessage("no smaller image: expected shrinking to be asked for first");
      image.read(1);
      assertThatThrownBy(() -> image.shrinking(2))
          .hasMessage("too late: expected no row to be read, found 1");
    }
    try (ImageRows image = ImageRows.of(whole).shrinking(2)) {
      image.read(1);
      assertThatThrownBy(image::shrunk).hasMessage("rows are missing: expected 3, found 1");
    }
  }

  /** 3 GB of rows of which most are a hole; a band needs neither the file nor the image. */
  @Test
  void anImageOfAThousandMegapixelsIsReadByBands() throws IOException {
    int width = 40_000;
    int height = 25_000;
    Path path = folder.resolve("large.tif");
    try (FileChannel out =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(TiffImageTest.bigTiff(width, height)), 0);
      out.write(ByteBuffer.wrap(new byte[] {7, 8, 9}), 1000 + 3L * (150L * width + 39_000));
      out.write(ByteBuffer.wrap(new byte[1]), 1000 + 3L * width * height - 1);
    }

    try (ImageRows image = ImageRows.open(path, "large.tif", LIMIT)) {
      image.read(100);
      RgbImage band = image.read(100);

      assertThat(image.height()).isEqualTo(height);
      assertThat(Arrays.copyOfRange(band.pixels(), 3 * (50 * width + 39_000), band.pixels().length))
          .startsWith(7, 8, 9, 0);
      assertThatThrownBy(() -> image.read(2_501))
          .hasMessage("bad number of rows: expected 1 to 2500 of 40000 pixels, found 2501");
    } finally {
      Files.delete(path);
    }
  }

  @Test
  void whatMustBeDecodedAsAWholeHasALimit() {
    byte[] turned = new TiffFile(9_000, 9_000, 9_000).put(274, 6).put(273, 0).put(279, 0).file();
    byte[] png = header(30_000, 30_000);

    assertThatThrownBy(() -> ImageRows.open(turned, "x", LIMIT))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("image too large: expected at most 1000000 pixels, found 9000x9000 (x)");
    assertThatThrownBy(() -> ImageRows.open(png, "x", ImageRows.MOST_PIXELS))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("image too large: expected at most 715827879 pixels, found 30000x30000 (x)");
  }

  private static byte[] header(int width, int height) {
    ByteBuffer file = ByteBuffer.allocate(100);
    file.putLong(0x89504e470d0a1a0aL).putInt(13).putInt(0x49484452).putInt(width).putInt(height);
    return file.put(new byte[] {8, 2, 0, 0, 0}).array();
  }

  @Test
  void aSmallFileOfManyPixelsIsRefusedWhenItIsOpened() {
    byte[] file = new TiffFile(90_000, 90_000, 90_000).put(279, 3).putBytes(1, 2, 3).file();

    assertThatThrownBy(() -> ImageRows.open(file, "x", LIMIT))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage(
            "truncated image: expected 24300000000 bytes of pixels in part 0 of a TIFF, found 3"
                + " (x)");
  }

  @Test
  void whatIsNoImageIsRefusedByItsFirstBytes() throws IOException {
    Path file = Files.writeString(folder.resolve("x.tif"), "no image");

    assertThatThrownBy(() -> ImageRows.open(file))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageStartingWith("not an image: expected JPEG, PNG, BMP, GIF, TIFF or WebP, found ")
        .hasMessageEndingWith("(" + file + ")");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void moreRowsThanThereAreAreRefused(int rows) throws IOException {
    try (ImageRows image = ImageRows.of(new RgbImage(2, 3, new byte[18]))) {
      assertThatThrownBy(() -> image.read(rows))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("bad number of rows: expected 1 to 3 of 2 pixels, found " + rows);
    }
  }

  @Test
  void aClosedFileGivesNoMoreRows() throws IOException {
    byte[] tiff = new TiffFile(2, 2, 1).putBytes(new int[12]).file();
    ImageRows image = ImageRows.open(Files.write(folder.resolve("x.tif"), tiff));
    image.read(1);
    image.close();
    image.close();

    assertThatThrownBy(() -> image.read(1)).isInstanceOf(ClosedChannelException.class);
  }

  /** As in {@link DamagedImageTest}: the same is refused as of whole images, or more. */
  @ParameterizedTest
  @MethodSource("names")
  void aDamagedFileBringsNoOtherExceptionThanTheDocumented(String name) throws IOException {
    Random random = new Random(name.hashCode());
    for (int i = 0; i < 30; i++) {
      byte[] changed = PillowDecodeTest.bytes(name);
      for (int k = random.nextInt(4); k >= 0; k--) {
        int range = random.nextBoolean() ? Math.min(100, changed.length) : changed.length;
        changed[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
      }
      try (ImageRows image = ImageRows.open(changed, name, LIMIT)) {
        int width = image.width();
        for (int read = 0; read < 20 && image.rowsLeft() > 0; read++) {
          image.read(Math.min(image.rowsLeft(), Math.max(1, LIMIT / width)));
        }
      } catch (UnreadableImageException e) {
        assertThat(e).hasMessageEndingWith("(" + name + ")");
      }
    }
  }
}
