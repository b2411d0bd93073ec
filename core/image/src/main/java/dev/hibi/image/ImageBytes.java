package dev.hibi.image;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of an image file, read with a check of the bounds. Holds the live array. */
final class ImageBytes {
  private final byte[] file;
  private final String name;
  private final String format;

  ImageBytes(byte[] file, String name, String format) {
    this.file = file;
    this.name = name;
    this.format = format;
  }

  String name() {
    return name;
  }

  String format() {
    return format;
  }

  int length() {
    return file.length;
  }

  int u8(long at) throws UnreadableImageException {
    require(at, 1);
    return file[(int) at] & 0xff;
  }

  int u16(long at, ByteOrder order) throws UnreadableImageException {
    require(at, 2);
    int first = file[(int) at] & 0xff;
    int second = file[(int) at + 1] & 0xff;
    return order == ByteOrder.BIG_ENDIAN ? first << 8 | second : second << 8 | first;
  }

  long u32(long at, ByteOrder order) throws UnreadableImageException {
    long first = u16(at, order);
    long second = u16(at + 2, order);
    return order == ByteOrder.BIG_ENDIAN ? first << 16 | second : second << 16 | first;
  }

  int i32(long at, ByteOrder order) throws UnreadableImageException {
    return (int) u32(at, order);
  }

  /** Whether these ASCII characters stand there; false past the end. */
  boolean has(long at, String text) {
    byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
    return at >= 0
        && at <= file.length - expected.length
        && Arrays.equals(file, (int) at, (int) at + expected.length, expected, 0, expected.length);
  }

  byte[] copy(long from, long to) throws UnreadableImageException {
    require(from, to - from);
    return Arrays.copyOfRange(file, (int) from, (int) to);
  }

  void require(long at, long count) throws UnreadableImageException {
    if (at < 0 || count < 0 || at > file.length - count) {
      throw new UnreadableImageException(
          "truncated image: expected a %s of at least %d bytes, found %d (%s)"
              .formatted(format, at + count, file.length, name));
    }
  }

  UnreadableImageException broken(String expected, Object found) {
    return new UnreadableImageException(
        "broken image: expected %s in a %s, found %s (%s)"
            .formatted(expected, format, found, name));
  }

  UnreadableImageException unsupported(String expected, Object found) {
    return new UnreadableImageException(
        "unsupported image: expected a %s of %s, found %s (%s)"
            .formatted(format, expected, found, name));
  }
}
