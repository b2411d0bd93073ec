package dev.hibi.image;

/**
 * The five prefix codes with which a part of a lossless image is coded, as they are stored (RFC
 * 9649, 3.7.2).
 *
 * @param green green, or the length of a copy, or a number in the colour cache
 */
record Vp8lCodes(Vp8lCode green, Vp8lCode red, Vp8lCode blue, Vp8lCode alpha, Vp8lCode distance) {
  static final int LITERALS = 256;
  static final int LENGTHS = 24;

  private static final int DISTANCES = 40;
  private static final int FIRST_PREVIOUS = 8;

  /** The order in which the lengths of the code for lengths are stored. */
  private static final int[] ORDER = {
    17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  };

  static Vp8lCodes read(Vp8lBits bits, int cacheSize, ImageBytes in)
      throws UnreadableImageException {
    return new Vp8lCodes(
        code(bits, LITERALS + LENGTHS + cacheSize, in),
        code(bits, LITERALS, in),
        code(bits, LITERALS, in),
        code(bits, LITERALS, in),
        code(bits, DISTANCES, in));
  }

  private static Vp8lCode code(Vp8lBits bits, int symbols, ImageBytes in)
      throws UnreadableImageException {
    int[] lengths = new int[symbols];
    if (bits.flag()) {
      boolean two = bits.flag();
      set(lengths, bits.number(bits.flag() ? 8 : 1), in);
      if (two) {
        set(lengths, bits.number(8), in);
      }
    } else {
      readLengths(bits, lengths, in);
    }
    if (bits.isExhausted()) {
      throw in.broken("whole prefix codes", "the data's end");
    }
    return Vp8lCode.of(lengths, in);
  }

  private static void set(int[] lengths, int symbol, ImageBytes in)
      throws UnreadableImageException {
    if (symbol >= lengths.length) {
      throw in.broken("a symbol below " + lengths.length, symbol);
    }
    lengths[symbol] = 1;
  }

  private static void readLengths(Vp8lBits bits, int[] lengths, ImageBytes in)
      throws UnreadableImageException {
    int[] ofLengths = new int[ORDER.length];
    int stored = 4 + bits.number(4);
    for (int i = 0; i < stored; i++) {
      ofLengths[ORDER[i]] = bits.number(3);
    }
    int left = lengths.length;
    if (bits.flag()) {
      left = 2 + bits.number(2 + 2 * bits.number(3));
    }
    if (left > lengths.length) {
      throw in.broken("at most %d lengths of codes".formatted(lengths.length), left);
    }
    Vp8lCode code = Vp8lCode.of(ofLengths, in);
    int previous = FIRST_PREVIOUS;
    for (int symbol = 0; symbol < lengths.length && left > 0; left--) {
      int length = code.read(bits);
      if (length < 16) {
        lengths[symbol++] = length;
        previous = length == 0 ? previous : length;
      } else {
        int repeats =
            length == 16
                ? 3 + bits.number(2)
                : length == 17 ? 3 + bits.number(3) : 11 + bits.number(7);
        if (repeats > lengths.length - symbol) {
          throw in.broken("lengths of %d codes".formatted(lengths.length), "more");
        }
        for (int i = 0; i < repeats; i++) {
          lengths[symbol++] = length == 16 ? previous : 0;
        }
      }
    }
  }
}
