package dev.hibi.image;

import java.io.IOException;

/**
 * What any bytes whatever must not do to a decoder: an exception but the documented one, a hang, no
 * memory, a crash of native code.
 *
 * <p>A Jazzer target; CONTRIBUTING.md gives the command.
 */
public final class ImageFuzz {
  private static final int MAX_PIXELS = 1 << 18;
  private static final ImageDecoding JAVA = new ImageDecoding(JpegDecoder.JAVA, MAX_PIXELS);
  private static final ImageDecoding AUTO = new ImageDecoding(JpegDecoder.AUTO, MAX_PIXELS);

  private ImageFuzz() {}

  /** Reads the bytes' header and decodes them in every way. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    tryAll(() -> ImageHeader.read(bytes, "x"));
    tryAll(() -> JAVA.rgb(bytes, () -> "x"));
    tryAll(() -> AUTO.rgb(bytes, () -> "x"));
    tryAll(() -> AUTO.planes(bytes, 16, () -> "x"));
    tryAll(() -> JAVA.planes(bytes, 16, () -> "x"));
    tryAll(() -> firstRows(bytes));
  }

  private static RgbImage firstRows(byte[] bytes) throws IOException {
    try (ImageRows image = ImageRows.open(bytes, "x", MAX_PIXELS)) {
      int most = Math.max(1, MAX_PIXELS / image.width());
      return image.read(Math.min(image.rowsLeft(), most));
    }
  }

  private interface Decoding {
    Object run() throws IOException;
  }

  private static void tryAll(Decoding decoding) {
    try {
      decoding.run();
    } catch (UnreadableImageException e) {
      // Documented.
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
