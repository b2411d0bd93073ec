package dev.hibi.image;

import java.util.Arrays;

/**
 * Arithmetic-coded blocks, of a sequential or a progressive scan (ITU-T T.81, F.2.4 and G.2.3).
 * What is past the data's end is taken for zeros, as the coding wants it.
 */
final class JpegArithmetic implements JpegEntropy {
  private static final int DC_CONTEXTS = 64;
  private static final int AC_CONTEXTS = 256;

  /** Where contexts of magnitudes begin. */
  private static final int DC_MAGNITUDES = 20;

  private static final int AC_SMALL = 189;
  private static final int AC_LARGE = 217;

  /** From a context of a magnitude's size to that of its bits. */
  private static final int TO_BITS = 14;

  private static final int TOO_LARGE = 1 << 15;

  private final JpegBits bytes;
  private final JpegArithmeticBits bits;
  private final JpegScan scan;
  private final JpegTables tables;
  private final boolean progressive;
  private final byte[][] dc = new byte[16][DC_CONTEXTS];
  private final byte[][] ac = new byte[16][AC_CONTEXTS];
  private final byte[] fixed = {JpegArithmeticBits.FIXED};
  private final int[] last;
  private final int[] difference;

  JpegArithmetic(JpegBits bytes, JpegScan scan, JpegTables tables, boolean progressive) {
    this.bytes = bytes;
    this.bits = new JpegArithmeticBits(bytes);
    this.scan = scan;
    this.tables = tables;
    this.progressive = progressive;
    last = new int[scan.parts().size()];
    difference = new int[last.length];
  }

  @Override
  public void reset() {
    bits.reset();
    Arrays.fill(last, 0);
    Arrays.fill(difference, 0);
    for (int i = 0; i < dc.length; i++) {
      Arrays.fill(dc[i], (byte) 0);
      Arrays.fill(ac[i], (byte) 0);
    }
  }

  @Override
  public void block(int part, short[] block, int at) throws UnreadableImageException {
    JpegScan.Part component = scan.parts().get(part);
    if (!progressive) {
      readDifference(part, component.dc());
      block[at] = (short) last[part];
      readCoefficients(component.ac(), 1, 63, 0, block, at);
    } else if (scan.first() > 0 && scan.high() > 0) {
      refine(component.ac(), block, at);
    } else if (scan.first() > 0) {
      readCoefficients(component.ac(), scan.first(), scan.last(), scan.low(), block, at);
    } else if (scan.high() > 0) {
      if (bits.read(fixed, 0) != 0) {
        block[at] |= (short) (1 << scan.low());
      }
    } else {
      readDifference(part, component.dc());
      block[at] = (short) (last[part] << scan.low());
    }
  }

  private void readDifference(int part, int table) throws UnreadableImageException {
    byte[] contexts = dc[table];
    int context = difference[part];
    if (bits.read(contexts, context) == 0) {
      difference[part] = 0;
      return;
    }
    int sign = bits.read(contexts, context + 1);
    context += 2 + sign;
    int magnitude = bits.read(contexts, context);
    if (magnitude != 0) {
      context = DC_MAGNITUDES;
      while (bits.read(contexts, context) != 0) {
        magnitude = doubled(magnitude);
        context++;
      }
    }
    if (magnitude < 1 << tables.dcLower[table] >> 1) {
      difference[part] = 0;
    } else {
      difference[part] = (magnitude > 1 << tables.dcUpper[table] >> 1 ? 12 : 4) + 4 * sign;
    }
    int value = bitsOf(magnitude, contexts, context + TO_BITS);
    last[part] = last[part] + (sign == 0 ? value : -value) & 0xffff;
  }

  private int doubled(int magnitude) throws UnreadableImageException {
    if (2 * magnitude == TOO_LARGE) {
      throw bytes.broken("a value of more than 15 bits");
    }
    return 2 * magnitude;
  }

  private int bitsOf(int magnitude, byte[] contexts, int context) {
    int value = magnitude;
    for (int bit = magnitude >> 1; bit != 0; bit >>= 1) {
      value |= bits.read(contexts, context) != 0 ? bit : 0;
    }
    return value + 1;
  }

  private void readCoefficients(int table, int first, int end, int low, short[] block, int at)
      throws UnreadableImageException {
    byte[] contexts = ac[table];
    for (int k = first; k <= end; k++) {
      int context = 3 * (k - 1);
      if (bits.read(contexts, context) != 0) {
        return;
      }
      while (bits.read(contexts, context + 1) == 0) {
        context += 3;
        k = within(k + 1, end);
      }
      int sign = bits.read(fixed, 0);
      context += 2;
      int magnitude = bits.read(contexts, context);
      if (magnitude != 0 && bits.read(contexts, context) != 0) {
        magnitude = 2;
        context = k <= tables.acBound[table] ? AC_SMALL : AC_LARGE;
        while (bits.read(contexts, context) != 0) {
          magnitude = doubled(magnitude);
          context++;
        }
      }
      int value = bitsOf(magnitude, contexts, context + TO_BITS);
      block[at + JpegTables.ZIGZAG[k]] = (short) ((sign == 0 ? value : -value) << low);
    }
  }

  private int within(int k, int end) throws UnreadableImageException {
    if (k > end) {
      throw bytes.broken("a coefficient after number " + end);
    }
    return k;
  }

  private void refine(int table, short[] block, int at) throws UnreadableImageException {
    byte[] contexts = ac[table];
    int before = scan.last();
    while (before > 0 && block[at + JpegTables.ZIGZAG[before]] == 0) {
      before--;
    }
    int bit = 1 << scan.low();
    for (int k = scan.first(); k <= scan.last(); k++) {
      if (k > before && bits.read(contexts, 3 * (k - 1)) != 0) {
        return;
      }
      while (true) {
        int context = 3 * (k - 1);
        int place = at + JpegTables.ZIGZAG[k];
        if (block[place] != 0) {
          if (bits.read(contexts, context + 2) != 0) {
            block[place] += (short) (block[place] < 0 ? -bit : bit);
          }
          break;
        }
        if (bits.read(contexts, context + 1) != 0) {
          block[place] = (short) (bits.read(fixed, 0) != 0 ? -bit : bit);
          break;
        }
        k = within(k + 1, scan.last());
      }
    }
  }
}
