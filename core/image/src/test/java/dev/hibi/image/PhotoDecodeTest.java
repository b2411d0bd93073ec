package dev.hibi.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * JPEG and WebP of each variant, and what Pillow decodes them to: made by {@code python
 * benchmarks/peers/pillow_photos.py core/image/src/test/resources/dev/hibi/image/photos.txt} with
 * Pillow 13.0.0. Decoded in Java and, where the system has it, by libjpeg-turbo.
 */
final class PhotoDecodeTest {
  private static final int MAX_PIXELS = 1_000_000;
  private static final int CHANGES = 25;
  private static final List<ImageDecoding> DECODERS =
      List.of(
          new ImageDecoding(JpegDecoder.JAVA, MAX_PIXELS),
          new ImageDecoding(JpegDecoder.AUTO, MAX_PIXELS));

  /** A line of the script. */
  record Photo(String name, String size, String sha256, String base64) {
    byte[] file() {
      return Base64.getDecoder().decode(base64);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Photo> photos() throws IOException {
    try (InputStream in = PhotoDecodeTest.class.getResourceAsStream("photos.txt")) {
      byte[] text = Objects.requireNonNull(in, "photos.txt").readAllBytes();
      return new String(text, StandardCharsets.US_ASCII)
          .lines()
          .map(line -> List.of(line.split(" ")))
          .map(f -> new Photo(f.get(0), f.get(1) + "x" + f.get(2), f.get(3), f.get(4)));
    }
  }

  static byte[] file(String name) throws IOException {
    return photos().filter(photo -> photo.name.equals(name)).findFirst().orElseThrow().file();
  }

  @ParameterizedTest
  @MethodSource("photos")
  void pixelsEqualPillowsToTheBit(Photo photo) throws IOException {
    byte[] file = photo.file();
    for (ImageDecoding decoding : DECODERS) {
      RgbImage image = decoding.rgb(file, photo::name);

      assertThat(image.toString()).isEqualTo("RgbImage[" + photo.size + "]");
      assertThat(sha256(image.pixels())).as(decoding.jpegDecoder()).isEqualTo(photo.sha256);
    }
    assertThat(sha256(RgbImage.decode(file, photo.name).pixels())).isEqualTo(photo.sha256);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("photos")
  void planesAreTheSameWithEveryDecoder(Photo photo) {
    byte[] file = photo.file();
    for (int minEdge : new int[] {1, 8, 12, 20, 100}) {
      assertThat(planes(DECODERS.get(0), file, minEdge))
          .isEqualTo(planes(DECODERS.get(1), file, minEdge));
    }
  }

  /** Files that a careless copy leaves: every decoder refuses the same and gives the same. */
  @ParameterizedTest
  @MethodSource("photos")
  void changedFileIsRefusedAsDocumentedOrReadAlike(Photo photo) {
    SplittableRandom random = new SplittableRandom(photo.name.hashCode());
    for (int i = 0; i < CHANGES; i++) {
      byte[] file = photo.file();
      int range = random.nextBoolean() ? Math.min(700, file.length) : file.length;
      file[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
      file[random.nextInt(file.length)] = (byte) random.nextInt(256);
      byte[] part = random.nextInt(5) > 0 ? file : Arrays.copyOf(file, random.nextInt(range) + 1);

      assertThat(pixels(DECODERS.get(0), part)).isEqualTo(pixels(DECODERS.get(1), part));
      assertThat(planes(DECODERS.get(0), part, 16)).isEqualTo(planes(DECODERS.get(1), part, 16));
    }
  }

  private static String pixels(ImageDecoding decoding, byte[] file) {
    try {
      RgbImage image = decoding.rgb(file, () -> "x");
      return image + " " + Arrays.hashCode(image.pixels());
    } catch (UnreadableImageException e) {
      assertThat(e).hasMessageEndingWith("(x)");
      return String.valueOf(e.getMessage());
    }
  }

  private static String planes(ImageDecoding decoding, byte[] file, int minEdge) {
    try {
      return DecodeServer.text(decoding.planes(file, minEdge, () -> "x"));
    } catch (UnreadableImageException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
