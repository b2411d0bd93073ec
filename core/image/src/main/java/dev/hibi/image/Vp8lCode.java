package dev.hibi.image;

import java.util.Arrays;

/** A canonical prefix code of a lossless WebP (RFC 9649, 3.7.2). Thread-safe. */
final class Vp8lCode {
  private static final int LONGEST = 15;
  private static final int TABLE_BITS = 7;
  private static final int SYMBOL_BITS = 12;

  /** For short codes, by the next bits: the symbol and above it the code's length; else -1. */
  private final short[] table;

  private final int tableBits;

  /** Symbols in the order of their codes. */
  private final short[] symbols;

  /** How many codes there are of each length. */
  private final int[] counts = new int[LONGEST + 1];

  private Vp8lCode(int[] lengths, int used) {
    symbols = new short[used];
    int longest = 0;
    for (int length : lengths) {
      counts[length]++;
      longest = Math.max(longest, length);
    }
    counts[0] = 0;
    int[] next = new int[LONGEST + 1];
    for (int length = 1; length < LONGEST; length++) {
      next[length + 1] = next[length] + counts[length];
    }
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] > 0) {
        symbols[next[lengths[symbol]]++] = (short) symbol;
      }
    }
    tableBits = used == 1 ? 0 : Math.min(TABLE_BITS, longest);
    table = new short[1 << tableBits];
    if (used == 1) {
      table[0] = symbols[0];
    } else {
      fill();
    }
  }

  private void fill() {
    Arrays.fill(table, (short) -1);
    int code = 0;
    int index = 0;
    for (int length = 1; length <= tableBits; length++) {
      for (int i = 0; i < counts[length]; i++, code++, index++) {
        int reversed = Integer.reverse(code) >>> (32 - length);
        for (int entry = reversed; entry < table.length; entry += 1 << length) {
          table[entry] = (short) ((length << SYMBOL_BITS) | symbols[index]);
        }
      }
      code <<= 1;
    }
  }

  /**
   * A code.
   *
   * @param lengths of each symbol's code, 0 for symbols that do not occur
   * @throws UnreadableImageException if they are no whole code
   */
  static Vp8lCode of(int[] lengths, ImageBytes in) throws UnreadableImageException {
    int used = 0;
    int room = 1 << LONGEST;
    for (int length : lengths) {
      if (length > 0) {
        used++;
        room -= 1 << (LONGEST - length);
      }
    }
    if (used == 0 || (used > 1 && room != 0)) {
      throw in.broken("a whole prefix code", "one of %d symbols that is not".formatted(used));
    }
    return new Vp8lCode(lengths, used);
  }

  /** The next symbol. */
  int read(Vp8lBits bits) {
    int entry = table[bits.peek(tableBits)];
    if (entry >= 0) {
      bits.skip(entry >> SYMBOL_BITS);
      return entry & ((1 << SYMBOL_BITS) - 1);
    }
    int code = 0;
    int first = 0;
    int index = 0;
    for (int length = 1; length <= LONGEST; length++) {
      code |= bits.number(1);
      if (code - first < counts[length]) {
        return symbols[index + code - first];
      }
      index += counts[length];
      first = (first + counts[length]) << 1;
      code <<= 1;
    }
    throw new IllegalStateException("a whole prefix code leaves no bits without a symbol");
  }
}
