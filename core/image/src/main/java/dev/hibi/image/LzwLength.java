package dev.hibi.image;

/**
 * How many bytes LZW codes stand for, counted without making them: the JDK's reader of GIF leaves
 * black what a short stream does not fill, and say nothing.
 */
final class LzwLength {
  private static final int MOST_BITS = 12;

  private final byte[] codes;
  private int bits;
  private long at;

  private LzwLength(byte[] codes) {
    this.codes = codes;
  }

  /** Of GIF: the first bit is the lowest of a byte. */
  static long ofGif(byte[] codes, int symbolBits) {
    return new LzwLength(codes).count(symbolBits);
  }

  private long count(int symbolBits) {
    int clear = 1 << symbolBits;
    int[] lengths = new int[1 << MOST_BITS];
    int next = clear + 2;
    int previous = 0; // length of the last string, 0 after a clear code
    long total = 0;
    bits = symbolBits + 1;
    int code;
    while ((code = nextCode()) >= 0 && code != clear + 1) {
      if (code == clear) {
        next = clear + 2;
        bits = symbolBits + 1;
        previous = 0;
        continue;
      }
      if (previous > 0 && next < lengths.length) {
        lengths[next++] = previous + 1;
      }
      if (code >= next) {
        return total; // no such string yet
      }
      previous = code < clear ? 1 : lengths[code];
      total += previous;
      if (next >= 1 << bits && bits < MOST_BITS) {
        bits++;
      }
    }
    return total;
  }

  /** -1 at the end. */
  private int nextCode() {
    if (at + bits > codes.length * 8L) {
      return -1;
    }
    int code = 0;
    for (int i = 0; i < bits; i++, at++) {
      int whole = codes[(int) (at >> 3)];
      code |= (whole >> (at & 7) & 1) << i;
    }
    return code;
  }
}
