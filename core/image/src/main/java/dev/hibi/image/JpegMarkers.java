package dev.hibi.image;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The segments of a JPEG file (ITU-T T.81, annex B), SOI, then segments of marker, length and body,
 * each scan followed by entropy-coded data, and EOI at the end. What follows EOI is ignored.
 */
final class JpegMarkers {
  static final int SOI = 0xd8;
  static final int EOI = 0xd9;
  static final int SOS = 0xda;
  static final int DHT = 0xc4;
  static final int DAC = 0xcc;
  static final int DQT = 0xdb;
  static final int DRI = 0xdd;

  private static final int TEM = 0x01;
  static final int FIRST_RESTART = 0xd0;
  private static final int LAST_RESTART = 0xd7;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private JpegMarkers() {}

  /** Whether a length and a body follow the marker. */
  static boolean hasBody(int marker) {
    return marker != TEM && marker != SOI && marker != EOI;
  }

  /** Adobe's segment, which says whether three or four components are of luma and chroma. */
  static void writeAdobe(ByteArrayOutputStream out, int transform) {
    byte[] segment = {-1, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
    segment[segment.length - 1] = (byte) transform;
    out.writeBytes(segment);
  }

  /** Whether it is a frame header, SOF0 to SOF15. */
  static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /**
   * The position of the next marker's code, past any entropy-coded data, fill bytes and restart
   * markers; the file's length or more if there is none.
   */
  static int nextMarker(byte[] file, int from) {
    int at = anyMarker(file, from);
    while (at < file.length && isRestart(file[at] & 0xff)) {
      at = anyMarker(file, at + 1);
    }
    return at;
  }

  private static boolean isRestart(int code) {
    return code >= FIRST_RESTART && code <= LAST_RESTART;
  }

  /** As {@link #nextMarker}, but restart markers are markers. */
  static int anyMarker(byte[] file, int from) {
    int at = nextFf(file, from);
    while (at + 1 < file.length) {
      int code = file[++at] & 0xff;
      if (code != 0 && code != 0xff) {
        return at;
      }
      at = nextFf(file, at);
    }
    return file.length;
  }

  /**
   * Where fill bytes stand inside of entropy-coded data, before a byte of it that is {@code ff}:
   * there libjpeg-turbo keeps half of a block's former numbers.
   *
   * @param from where the data begin
   * @return the file's length if they stand nowhere
   */
  static int fillInData(byte[] file, int from) {
    int at = nextFf(file, from);
    while (at + 1 < file.length) {
      int end = at + 1;
      while (end + 1 < file.length && file[end] == (byte) 0xff) {
        end++;
      }
      int code = file[end] & 0xff;
      if (code == 0 && end > at + 1) {
        return at;
      }
      if (code != 0 && !isRestart(code)) {
        return file.length;
      }
      at = nextFf(file, end + 1);
    }
    return file.length;
  }

  /** The position of the next byte {@code ff}; the file's length or more if there is none. */
  private static int nextFf(byte[] file, int from) {
    int at = from;
    while (at + Long.BYTES <= file.length) {
      long eight = (long) LONGS.get(file, at);
      if (((~eight - 0x0101_0101_0101_0101L) & eight & 0x8080_8080_8080_8080L) != 0) {
        break;
      }
      at += Long.BYTES;
    }
    while (at < file.length && file[at] != (byte) 0xff) {
      at++;
    }
    return at;
  }
}
