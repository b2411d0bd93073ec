package dev.hibi.image;

/**
 * Bits of a lossless WebP, the lowest of each byte first. Past the end they are zeros, and it is
 * remembered that they were asked for.
 */
final class Vp8lBits {
  private final byte[] file;
  private final int end;
  private int at;
  private long value;
  private int count;

  /** Reads from {@code from} up to {@code end}. */
  Vp8lBits(byte[] file, int from, int end) {
    this.file = file;
    this.at = from;
    this.end = end;
  }

  /** Whether more was read than there is. */
  boolean isExhausted() {
    return at > end && count < 8L * (at - end);
  }

  /** The next bits, up to 16 of them, without taking them. */
  int peek(int bits) {
    while (count < bits) {
      value |= (at < end ? file[at] & 0xffL : 0) << count;
      at++;
      count += 8;
    }
    return (int) (value & ((1L << bits) - 1));
  }

  /** Takes bits that were looked at. */
  void skip(int bits) {
    value >>>= bits;
    count -= bits;
  }

  /** An unsigned number of up to 24 bits. */
  int number(int bits) {
    int number = peek(bits);
    skip(bits);
    return number;
  }

  boolean flag() {
    return number(1) != 0;
  }
}
