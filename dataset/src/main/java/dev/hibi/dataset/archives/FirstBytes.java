package dev.hibi.dataset.archives;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/** How a file begins, to see what it is where its name does not say. */
final class FirstBytes {
  /** As many as any format needs. */
  static final int COUNT = 32;

  /** Reads them when they are needed. */
  @FunctionalInterface
  interface Source {
    /** At most {@link #COUNT}, fewer if the file is shorter; none if they cannot be told. */
    byte[] read() throws IOException;
  }

  /** Lengths of a bitmap's second header. */
  private static final Set<Byte> BMP_HEADERS =
      Set.of((byte) 12, (byte) 40, (byte) 52, (byte) 56, (byte) 64, (byte) 108, (byte) 124);

  private final byte[] bytes;

  FirstBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  private boolean has(int at, String signature) {
    byte[] expected = signature.getBytes(StandardCharsets.ISO_8859_1);
    int end = at + expected.length;
    return end <= bytes.length && Arrays.equals(bytes, at, end, expected, 0, expected.length);
  }

  private boolean hasAny(int at, String... signatures) {
    return Arrays.stream(signatures).anyMatch(signature -> has(at, signature));
  }

  /** Whether it is a format that can be read. */
  boolean isImage() {
    return has(0, "\u00ff\u00d8\u00ff")
        || has(0, "\u0089PNG\r\n\u001a\n")
        || hasAny(0, "GIF87a", "GIF89a")
        || hasAny(0, "II*\0", "MM\0*", "II+\0", "MM\0+")
        || (has(0, "RIFF") && has(8, "WEBP"))
        || isBmp();
  }

  /** Two letters alone would be a word as well. */
  private boolean isBmp() {
    return has(0, "BM")
        && has(6, "\0\0\0\0")
        && has(15, "\0\0\0")
        && BMP_HEADERS.contains(bytes[14]);
  }

  /** What a photograph's format is called, if it cannot be read; else empty. */
  String unreadFormat() {
    if (has(4, "ftyp")) {
      return hasAny(8, "avif", "avis")
          ? "AVIF"
          : hasAny(8, "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1") ? "HEIC" : "";
    }
    if (hasAny(0, "\0\0\0\u000cjP  ", "\u00ffO\u00ffQ")) {
      return "JPEG 2000";
    }
    return hasAny(0, "\0\0\0\u000cJXL ", "\u00ff\n") ? "JPEG XL" : has(0, "8BPS") ? "PSD" : "";
  }
}
