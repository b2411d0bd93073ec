package dev.hibi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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
    "baseline.jpg, 'truncated image: expected a JPEG with an end marker, found %d bytes without one (x)'",
    "24.bmp, 'truncated image: expected a BMP of at least 714 bytes, found %d (x)'",
    "rgb-raw.tif, 'truncated image: expected a TIFF of at least 767 bytes, found %d (x)'",
    "palette.gif, 'truncated image: expected a GIF of at least 182 bytes, found %d (x)'",
    "lossy.webp, 'truncated image: expected a WebP of at least 200 bytes, found %d (x)'",
  })
  void fileWithoutItsEndIsCalledTruncated(String name, String message) throws IOException {
    byte[] file = PillowDecodeTest.bytes(name);
    byte[] part = Arrays.copyOf(file, file.length - 9);

    assertThatThrownBy(() -> RgbImage.decode(part, "x"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage(message.formatted(part.length));
  }
}
