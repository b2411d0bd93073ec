package dev.hibi.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The entropy-coded data of a scan (ITU-T T.81, F.2.2.5): bytes up to a marker, the highest bit of
 * each first. Past them are zeros, and it is known that they were taken.
 */
final class JpegBits {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] file;
  private final ImageBytes in;
  private int at;
  private long value;
  private int count;

  /** How many of the bits in {@link #value} are no data. */
  private int padding;

  JpegBits(byte[] file, int from, ImageBytes in) {
    this.file = file;
    this.at = from;
    this.in = in;
  }

  /** Where the data went on when bytes were last taken; before the next marker, or on it. */
  int position() {
    return at;
  }

  /** The next byte, or -1 at a marker. */
  int nextByte() {
    if (at >= file.length) {
      return -1;
    }
    int first = file[at] & 0xff;
    if (first != 0xff) {
      at++;
      return first;
    }
    int next = at + 1;
    while (next < file.length && (file[next] & 0xff) == 0xff) {
      next++;
    }
    if (next >= file.length || file[next] != 0) {
      return -1;
    }
    at = next + 1;
    return 0xff;
  }

  private void load() {
    if (count <= 32 && at + Integer.BYTES <= file.length) {
      int four = (int) INTS.get(file, at);
      int rest = ~four;
      if (((rest - 0x01010101) & four & 0x80808080) == 0) { // none of them is ff
        value = (value << 32) | (four & 0xffff_ffffL);
        count += 32;
        at += Integer.BYTES;
        return;
      }
    }
    while (count <= 48) {
      int next = nextByte();
      if (next < 0) {
        padding += 8;
        next = 0;
      }
      value = (value << 8) | next;
      count += 8;
    }
  }

  /** Up to 16 bits, not taken. */
  int peek(int bits) {
    if (count < bits) {
      load();
    }
    return (int) (value >> (count - bits)) & ((1 << bits) - 1);
  }

  void skip(int bits) {
    count -= bits;
  }

  /** Up to 16 bits. */
  int number(int bits) {
    int number = peek(bits);
    count -= bits;
    return number;
  }

  /** A number as it is stored behind its count of bits (F.2.2.1): those below the half negative. */
  int signed(int bits) {
    if (bits == 0) {
      return 0;
    }
    int number = number(bits);
    return number < 1 << (bits - 1) ? number - (1 << bits) + 1 : number;
  }

  /** Refuses what was read if it was more than there is. */
  void check() throws UnreadableImageException {
    if (count < padding) {
      throw broken("an early end");
    }
  }

  UnreadableImageException broken(String found) {
    return in.broken("undamaged data", found + " before byte " + at);
  }

  /** Goes on behind the restart marker of a number, which has to be the next marker. */
  void restart(int number) throws UnreadableImageException {
    int marker = JpegMarkers.anyMarker(file, at);
    if (marker >= file.length || (file[marker] & 0xff) != JpegMarkers.FIRST_RESTART + number) {
      throw broken("no restart marker " + number);
    }
    at = marker + 1;
    value = 0;
    count = 0;
    padding = 0;
  }
}
