package dev.hibi.image;

import java.util.Arrays;

/**
 * A Huffman code (ITU-T T.81, annex C). Whether it is one matters only where it is used.
 * Thread-safe.
 */
final class JpegHuffmanCode {
  static final int LONGEST = 16;

  private static final int TABLE_BITS = 9;

  /** For short codes, by the next bits: the code's length and below it the symbol; else 0. */
  private final short[] table = new short[1 << TABLE_BITS];

  private final byte[] symbols;
  private final int[] firstCodes = new int[LONGEST + 1];
  private final int[] firstIndices = new int[LONGEST + 1];
  private final int[] counts;
  private boolean whole = true;

  /**
   * A code.
   *
   * @param counts how many codes there are of each length from 1 to 16; one element before them
   * @param symbols in the order of their codes
   */
  JpegHuffmanCode(int[] counts, byte[] symbols) {
    this.counts = counts;
    this.symbols = symbols;
    int code = 0;
    int index = 0;
    for (int length = 1; length <= LONGEST; length++) {
      firstCodes[length] = code;
      firstIndices[length] = index;
      // no code may be of ones alone
      whole &= counts[length] == 0 || code + counts[length] < 1 << length;
      if (!whole) {
        return;
      }
      for (int i = 0; i < counts[length]; i++, code++, index++) {
        if (length <= TABLE_BITS) {
          int from = code << (TABLE_BITS - length);
          short entry = (short) ((length << 8) | (symbols[index] & 0xff));
          Arrays.fill(table, from, from + (1 << (TABLE_BITS - length)), entry);
        }
      }
      code <<= 1;
    }
  }

  /** Whether there are no more codes than have room, and no symbol above a limit. */
  boolean isWhole(int greatest) {
    for (byte symbol : symbols) {
      if ((symbol & 0xff) > greatest) {
        return false;
      }
    }
    return whole;
  }

  /**
   * The next symbol.
   *
   * @throws UnreadableImageException if no symbol has the code that follows
   */
  int read(JpegBits bits) throws UnreadableImageException {
    int entry = table[bits.peek(TABLE_BITS)];
    if (entry != 0) {
      bits.skip(entry >> 8);
      return entry & 0xff;
    }
    int next = bits.peek(LONGEST);
    for (int length = TABLE_BITS + 1; length <= LONGEST; length++) {
      int offset = (next >> (LONGEST - length)) - firstCodes[length];
      if (offset >= 0 && offset < counts[length]) {
        bits.skip(length);
        return symbols[firstIndices[length] + offset] & 0xff;
      }
    }
    throw bits.broken("bits that are no code");
  }
}
