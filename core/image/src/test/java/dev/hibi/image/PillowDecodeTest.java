package dev.hibi.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files and pixels made by {@code python benchmarks/peers/pillow_decode.py
 * core/image/src/test/resources/dev/hibi/image/files} with Pillow 13.0.0.
 */
final class PillowDecodeTest {
  private static final Map<String, RgbImage> PILLOW = pillow();

  static Stream<String> names() {
    return PILLOW.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void pixelsEqualPillows(String name) throws IOException {
    RgbImage expected = expected(name);

    RgbImage decoded = RgbImage.decode(bytes(name), name);

    assertThat(decoded.toString()).isEqualTo(expected.toString());
    assertThat(greatestDifference(decoded, expected)).isZero();
  }

  @ParameterizedTest
  @MethodSource("names")
  void headerTellsTheSizeOfThePixels(String name) throws IOException {
    RgbImage expected = expected(name);

    ImageHeader header = ImageHeader.read(bytes(name), name);

    assertThat(header.width()).isEqualTo(expected.width());
    assertThat(header.height()).isEqualTo(expected.height());
  }

  static int greatestDifference(RgbImage a, RgbImage b) {
    int greatest = 0;
    for (int i = 0; i < a.pixels().length; i++) {
      int difference = (a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff);
      greatest = Math.max(greatest, Math.abs(difference));
    }
    return greatest;
  }

  static RgbImage expected(String name) {
    return Objects.requireNonNull(PILLOW.get(name));
  }

  static byte[] bytes(String name) throws IOException {
    try (InputStream in = PillowDecodeTest.class.getResourceAsStream("files/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static Map<String, RgbImage> pillow() {
    Map<String, RgbImage> images = new LinkedHashMap<>();
    try {
      String lines = new String(bytes("pixels.txt"), StandardCharsets.US_ASCII);
      for (String line : lines.lines().toList()) {
        List<String> fields = List.of(line.split(" "));
        images.put(fields.get(0), image(fields, images));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return images;
  }

  private static RgbImage image(List<String> fields, Map<String, RgbImage> known)
      throws IOException {
    String pixels = fields.get(3);
    if (pixels.startsWith("=")) {
      return Objects.requireNonNull(known.get(pixels.substring(1)));
    }
    byte[] compressed = Base64.getDecoder().decode(pixels);
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(compressed))) {
      return new RgbImage(
          Integer.parseInt(fields.get(1)), Integer.parseInt(fields.get(2)), in.readAllBytes());
    }
  }
}
