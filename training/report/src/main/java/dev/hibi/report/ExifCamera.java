package dev.hibi.report;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which camera took a photograph: maker and model as the Exif block of a JPEG file tells them (Exif
 * 2.3, tags 0x010F and 0x0110 of the first directory).
 */
final class ExifCamera {
  private static final int START = 0xFFD8;
  private static final int APP1 = 0xFFE1;
  private static final int SCAN = 0xFFDA;
  private static final int MAKE = 0x010F;
  private static final int MODEL = 0x0110;
  private static final int ASCII = 2;
  private static final int LONGEST = 64; // characters of either
  private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};

  private ExifCamera() {}

  /** The camera; empty if the file does not tell. */
  static Optional<String> of(byte[] file) {
    try {
      ByteBuffer in = ByteBuffer.wrap(file);
      if (in.remaining() < 2 || (in.getShort() & 0xFFFF) != START) {
        return Optional.empty();
      }
      while (true) {
        int marker = in.getShort() & 0xFFFF;
        int length = (in.getShort() & 0xFFFF) - 2;
        if (marker == SCAN || marker < 0xFF00 || length < 0 || length > in.remaining()) {
          return Optional.empty();
        }
        ByteBuffer segment = in.slice(in.position(), length);
        if (marker == APP1 && isExif(segment)) {
          return camera(segment.slice(EXIF.length, length - EXIF.length));
        }
        in.position(in.position() + length);
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      return Optional.empty(); // a file that is cut off or says what is not so
    }
  }

  private static boolean isExif(ByteBuffer segment) {
    return segment.remaining() > EXIF.length
        && segment.slice(0, EXIF.length).equals(ByteBuffer.wrap(EXIF));
  }

  private static Optional<String> camera(ByteBuffer tiff) {
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    int count = tiff.getShort(directory) & 0xFFFF;
    String make = "";
    String model = "";
    for (int entry = directory + 2; count > 0; entry += 12, count--) {
      int tag = tiff.getShort(entry) & 0xFFFF;
      if (tag == MAKE) {
        make = text(tiff, entry);
      } else if (tag == MODEL) {
        model = text(tiff, entry);
      }
    }
    // Many a model begins with the maker's name.
    String told = model.startsWith(make) ? model : joined(make, model);
    return told.isEmpty() ? Optional.empty() : Optional.of(told);
  }

  private static String joined(String make, String model) {
    return Stream.of(make, model).filter(part -> !part.isEmpty()).collect(Collectors.joining(" "));
  }

  private static String text(ByteBuffer tiff, int entry) {
    if (tiff.getShort(entry + 2) != ASCII) {
      return "";
    }
    int length = tiff.getInt(entry + 4);
    int place = length <= 4 ? entry + 8 : tiff.getInt(entry + 8);
    byte[] bytes = new byte[Math.max(0, Math.min(length, LONGEST))];
    tiff.get(place, bytes);
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf(0);
    return (end < 0 ? text : text.substring(0, end)).strip();
  }
}
