package dev.hibi.image;

/**
 * The boolean entropy decoder (RFC 6386, 7) over a part of a file. Past the part's end it reads
 * zeros and remembers that it did. Data that no encoder writes, which begin outside the interval,
 * are read as libwebp reads them, seven bytes at a time in 64 bits.
 */
final class Vp8BoolDecoder {
  private static final int HALF = 128;

  private final byte[] file;
  private final int end;
  private int at;

  /** One less than the width of the interval, 127 to 254 after each bit. */
  private int range = 254;

  /** The bits read so far; the interval is compared with those above the lowest {@link #spare}. */
  private long value;

  /** How many bits there are below the eight that are compared; negative if some lack. */
  private int spare = -8;

  private boolean exhausted;

  /** Reads from {@code from} up to {@code end}. */
  Vp8BoolDecoder(byte[] file, int from, int end) {
    this.file = file;
    this.at = from;
    this.end = end;
  }

  /** Whether more was read than there is. */
  boolean isExhausted() {
    return exhausted;
  }

  /** A bit that is 0 with the probability {@code zero / 256}. */
  int bit(int zero) {
    if (spare < 0) {
      load();
    }
    int split = (range * zero) >> 8;
    int compared = (int) (value >>> spare);
    int bit;
    if (Integer.compareUnsigned(compared, split) > 0) {
      range -= split + 1;
      value -= (long) (split + 1) << spare;
      bit = 1;
    } else {
      range = split;
      bit = 0;
    }
    if (range < 127) {
      int shift = Integer.numberOfLeadingZeros(range + 1) - 24;
      range = ((range + 1) << shift) - 1;
      spare -= shift;
    }
    return bit;
  }

  private void load() {
    if (end - at >= Long.BYTES) {
      for (int i = 1; i < Long.BYTES; i++) {
        value = (value << 8) | (file[at++] & 0xff);
      }
      spare += 56;
    } else if (at < end) {
      value = (value << 8) | (file[at++] & 0xff);
      spare += 8;
    } else {
      exhausted = true;
      value <<= 8;
      spare += 8;
    }
  }

  boolean flag() {
    return bit(HALF) != 0;
  }

  /** A sign, which is as probable as not: the number or its negative. */
  int withSign(int number) {
    if (spare < 0) {
      load();
    }
    int split = range >> 1;
    boolean negative = split - (int) (value >>> spare) < 0;
    if (negative) {
      value -= (long) (split + 1) << spare;
      range--;
    }
    range |= 1;
    spare--;
    return negative ? -number : number;
  }

  /** An unsigned number, its highest bit first. */
  int number(int bits) {
    int number = 0;
    for (int i = 0; i < bits; i++) {
      number = (number << 1) | bit(HALF);
    }
    return number;
  }

  /** A number followed by its sign. */
  int signed(int bits) {
    int number = number(bits);
    return flag() ? -number : number;
  }

  /** A signed number behind a flag, 0 where the flag is not set. */
  int optional(int bits) {
    return flag() ? signed(bits) : 0;
  }
}
