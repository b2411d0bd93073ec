package dev.hibi.image;

/** The coefficients of 4x4 blocks, coded as tokens (RFC 6386, 13). */
final class Vp8Tokens {
  /** Kinds of blocks, by which probabilities are chosen. */
  static final int LUMA_WITHOUT_DC = 0;

  static final int SECOND_ORDER = 1;
  static final int CHROMA = 2;
  static final int LUMA = 3;

  private static final int PER_CONTEXT = Vp8TokenTables.BRANCHES;
  private static final int PER_BAND = Vp8TokenTables.CONTEXTS * PER_CONTEXT;
  private static final int PER_KIND = Vp8TokenTables.BANDS * PER_BAND;

  /** Bands of the positions; one more, for what would follow the last. */
  private static final int[] BANDS = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};

  private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};

  /** Probabilities of the further bits of values from 11, by category; the first bit first. */
  private static final int[][] CATEGORIES = {
    {173, 148, 140},
    {176, 155, 140, 135},
    {180, 157, 141, 134, 130},
    {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
  };

  private final int[] probabilities;

  Vp8Tokens(byte[] probabilities) {
    this.probabilities = new int[probabilities.length];
    for (int i = 0; i < probabilities.length; i++) {
      this.probabilities[i] = probabilities[i] & 0xff;
    }
  }

  /**
   * Reads a block.
   *
   * @param context how many of the blocks above and to the left have coefficients
   * @param first the position to begin with, 0 or 1
   * @param dc the step of the coefficient at 0
   * @param ac the step of each other
   * @param out receives, from {@code at}, what is not 0 in the order of the picture
   * @return the position after the last coefficient
   */
  int read(
      Vp8BoolDecoder in, int kind, int context, int first, int dc, int ac, short[] out, int at) {
    int[] p = probabilities;
    int ofKind = kind * PER_KIND;
    int position = first;
    int node = ofKind + BANDS[position] * PER_BAND + context * PER_CONTEXT;
    while (position < 16) {
      if (in.bit(p[node]) == 0) {
        return position;
      }
      while (in.bit(p[node + 1]) == 0) {
        if (++position == 16) {
          return 16;
        }
        node = ofKind + BANDS[position] * PER_BAND;
      }
      int next = ofKind + BANDS[position + 1] * PER_BAND;
      int value = 1;
      if (in.bit(p[node + 2]) == 0) {
        node = next + PER_CONTEXT;
      } else {
        value = large(in, p, node);
        node = next + 2 * PER_CONTEXT;
      }
      value = in.withSign(value);
      out[at + ZIGZAG[position]] = (short) (value * (position == 0 ? dc : ac));
      position++;
    }
    return 16;
  }

  private static int large(Vp8BoolDecoder in, int[] p, int node) {
    if (in.bit(p[node + 3]) == 0) {
      return in.bit(p[node + 4]) == 0 ? 2 : 3 + in.bit(p[node + 5]);
    }
    if (in.bit(p[node + 6]) == 0) {
      if (in.bit(p[node + 7]) == 0) {
        return 5 + in.bit(159);
      }
      int high = in.bit(165);
      return 7 + 2 * high + in.bit(145);
    }
    int high = in.bit(p[node + 8]);
    int category = 2 * high + in.bit(p[node + 9 + high]);
    int offset = 0;
    for (int probability : CATEGORIES[category]) {
      offset = 2 * offset + in.bit(probability);
    }
    return 3 + (8 << category) + offset;
  }
}
