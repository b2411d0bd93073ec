package dev.hibi.image;

import java.util.Arrays;

/**
 * The inverse DCT in fixed point (C. Loeffler, A. Ligtenberg, G. S. Moschytz, 1989), with the
 * widths, roundings and saturations of libjpeg-turbo's accurate one, so that samples are equal to
 * the bit; and what gives a half, a quarter and an eighth of the size. Not thread-safe.
 */
final class JpegInverseDct {
  private static final int BITS = 13;
  private static final int EXTRA_BITS = 2;

  /** Cosines of multiples of pi / 16, times the square root of two, and their combinations. */
  private static final int EVEN = fixed(0.541196100);

  private static final int EVEN_2 = fixed(0.765366865);
  private static final int EVEN_6 = fixed(1.847759065);
  private static final int ODD = fixed(1.175875602);
  private static final int ODD_37 = fixed(1.961570560);
  private static final int ODD_15 = fixed(0.390180644);
  private static final int ODD_7 = fixed(0.298631336);
  private static final int ODD_17 = fixed(0.899976223);
  private static final int ODD_5 = fixed(2.053119869);
  private static final int ODD_35 = fixed(2.562915447);
  private static final int ODD_3 = fixed(3.072711026);
  private static final int ODD_1 = fixed(1.501321110);
  private static final int FOUR_A = fixed(0.509795579);
  private static final int FOUR_B = fixed(0.601344887);
  private static final int FOUR_C = fixed(0.211164243);
  private static final int FOUR_D = fixed(1.451774981);
  private static final int FOUR_E = fixed(2.172734803);
  private static final int FOUR_F = fixed(1.061594337);
  private static final int TWO_A = fixed(0.720959822);
  private static final int TWO_B = fixed(0.850430095);
  private static final int TWO_C = fixed(1.272758580);
  private static final int TWO_D = fixed(3.624509785);

  private final int[] half = new int[64];
  private final int[] line = new int[8];
  private final int[] result = new int[4];

  /** How many samples a side a block gives: 8, 4, 2 or 1. */
  private final int size;

  JpegInverseDct(int size) {
    this.size = size;
  }

  private static int fixed(double value) {
    return (int) Math.round(value * (1 << BITS));
  }

  /**
   * Transforms a block.
   *
   * @param block 64 coefficients in the order of the picture, from {@code at}
   * @param steps what each is multiplied by
   * @param out receives the samples, from {@code to}
   */
  void transform(short[] block, int at, int[] steps, byte[] out, int to, int stride) {
    switch (size) {
      case 8 -> whole(block, at, steps, out, to, stride);
      case 4 -> half(block, at, steps, out, to, stride);
      case 2 -> quarter(block, at, steps, out, to, stride);
      default -> out[to] = sample(((short) (block[at] * steps[0]) + 4) >> 3);
    }
  }

  private void whole(short[] block, int at, int[] steps, byte[] out, int to, int stride) {
    boolean flat = true;
    for (int i = 8; i < 64 && flat; i++) {
      flat = block[at + i] == 0;
    }
    if (flat) {
      boolean even = true;
      for (int i = 1; i < 8 && even; i++) {
        even = block[at + i] == 0;
      }
      if (even) {
        int value = (short) ((short) (block[at] * steps[0]) << EXTRA_BITS);
        byte all = sample((value + 16) >> 5);
        for (int row = to; row < to + 8 * stride; row += stride) {
          Arrays.fill(out, row, row + 8, all);
        }
        return;
      }
      for (int x = 0; x < 8; x++) {
        int value = (short) ((short) (block[at + x] * steps[x]) << EXTRA_BITS);
        for (int y = 0; y < 8; y++) {
          half[8 * y + x] = value;
        }
      }
    } else {
      for (int x = 0; x < 8; x++) {
        column(block, at + x, steps, x);
      }
    }
    for (int y = 0; y < 8; y++) {
      row(8 * y, out, to + y * stride);
    }
  }

  private void column(short[] block, int at, int[] steps, int x) {
    int c0 = (short) (block[at] * steps[x]);
    if ((block[at + 8] | block[at + 16] | block[at + 24] | block[at + 32]) == 0
        && (block[at + 40] | block[at + 48] | block[at + 56]) == 0) {
      int value = saturated(c0 << EXTRA_BITS);
      for (int i = x; i < 64; i += 8) {
        half[i] = value;
      }
      return;
    }
    int c1 = (short) (block[at + 8] * steps[x + 8]);
    int c2 = (short) (block[at + 16] * steps[x + 16]);
    int c3 = (short) (block[at + 24] * steps[x + 24]);
    int c4 = (short) (block[at + 32] * steps[x + 32]);
    int c5 = (short) (block[at + 40] * steps[x + 40]);
    int c6 = (short) (block[at + 48] * steps[x + 48]);
    int c7 = (short) (block[at + 56] * steps[x + 56]);
    int rounding = 1 << (BITS - EXTRA_BITS - 1);
    int sum = ((short) (c0 + c4) << BITS) + rounding;
    int difference = ((short) (c0 - c4) << BITS) + rounding;
    int inner = c2 * (EVEN + EVEN_2) + c6 * EVEN;
    int outer = c2 * EVEN + c6 * (EVEN - EVEN_6);
    int e0 = sum + inner;
    int e3 = sum - inner;
    int e1 = difference + outer;
    int e2 = difference - outer;
    int p = (short) (c7 + c3);
    int q = (short) (c5 + c1);
    int z3 = p * (ODD - ODD_37) + q * ODD;
    int z4 = p * ODD + q * (ODD - ODD_15);
    int o3 = c7 * (ODD_7 - ODD_17) - c1 * ODD_17 + z3;
    int o2 = c5 * (ODD_5 - ODD_35) - c3 * ODD_35 + z4;
    int o1 = c3 * (ODD_3 - ODD_35) - c5 * ODD_35 + z3;
    int o0 = c1 * (ODD_1 - ODD_17) - c7 * ODD_17 + z4;
    int shift = BITS - EXTRA_BITS;
    half[x] = saturated((e0 + o0) >> shift);
    half[56 + x] = saturated((e0 - o0) >> shift);
    half[8 + x] = saturated((e1 + o1) >> shift);
    half[48 + x] = saturated((e1 - o1) >> shift);
    half[16 + x] = saturated((e2 + o2) >> shift);
    half[40 + x] = saturated((e2 - o2) >> shift);
    half[24 + x] = saturated((e3 + o3) >> shift);
    half[32 + x] = saturated((e3 - o3) >> shift);
  }

  private void row(int from, byte[] out, int to) {
    int c0 = half[from];
    int c1 = half[from + 1];
    int c2 = half[from + 2];
    int c3 = half[from + 3];
    int c4 = half[from + 4];
    int c5 = half[from + 5];
    int c6 = half[from + 6];
    int c7 = half[from + 7];
    int shift = BITS + EXTRA_BITS + 3;
    int rounding = 1 << (shift - 1);
    int sum = ((short) (c0 + c4) << BITS) + rounding;
    int difference = ((short) (c0 - c4) << BITS) + rounding;
    int inner = c2 * (EVEN + EVEN_2) + c6 * EVEN;
    int outer = c2 * EVEN + c6 * (EVEN - EVEN_6);
    int e0 = sum + inner;
    int e3 = sum - inner;
    int e1 = difference + outer;
    int e2 = difference - outer;
    int p = (short) (c7 + c3);
    int q = (short) (c5 + c1);
    int z3 = p * (ODD - ODD_37) + q * ODD;
    int z4 = p * ODD + q * (ODD - ODD_15);
    int o3 = c7 * (ODD_7 - ODD_17) - c1 * ODD_17 + z3;
    int o2 = c5 * (ODD_5 - ODD_35) - c3 * ODD_35 + z4;
    int o1 = c3 * (ODD_3 - ODD_35) - c5 * ODD_35 + z3;
    int o0 = c1 * (ODD_1 - ODD_17) - c7 * ODD_17 + z4;
    out[to] = sample((e0 + o0) >> shift);
    out[to + 7] = sample((e0 - o0) >> shift);
    out[to + 1] = sample((e1 + o1) >> shift);
    out[to + 6] = sample((e1 - o1) >> shift);
    out[to + 2] = sample((e2 + o2) >> shift);
    out[to + 5] = sample((e2 - o2) >> shift);
    out[to + 3] = sample((e3 + o3) >> shift);
    out[to + 4] = sample((e3 - o3) >> shift);
  }

  /** 4x4 samples from the coefficients but those of the middle frequency. */
  private void half(short[] block, int at, int[] steps, byte[] out, int to, int stride) {
    for (int x = 0; x < 8; x++) {
      if (x == 4) {
        continue;
      }
      for (int y = 0; y < 8; y++) {
        line[y] = (short) (block[at + 8 * y + x] * steps[8 * y + x]);
      }
      four(BITS - EXTRA_BITS + 1);
      for (int y = 0; y < 4; y++) {
        half[8 * y + x] = result[y];
      }
    }
    for (int y = 0; y < 4; y++) {
      System.arraycopy(half, 8 * y, line, 0, 8);
      four(BITS + EXTRA_BITS + 3 + 1);
      for (int x = 0; x < 4; x++) {
        out[to + y * stride + x] = sample(result[x]);
      }
    }
  }

  private void four(int shift) {
    int middle = (line[0] << (BITS + 1)) + (1 << (shift - 1));
    int even = line[2] * EVEN_6 - line[6] * EVEN_2;
    int outer = -line[7] * FOUR_A - line[5] * FOUR_B + line[3] * ODD_17 + line[1] * ODD_35;
    int inner = -line[7] * FOUR_C + line[5] * FOUR_D - line[3] * FOUR_E + line[1] * FOUR_F;
    result[0] = (middle + even + outer) >> shift;
    result[3] = (middle + even - outer) >> shift;
    result[1] = (middle - even + inner) >> shift;
    result[2] = (middle - even - inner) >> shift;
  }

  /** 2x2 samples from the first and the odd frequencies. */
  private void quarter(short[] block, int at, int[] steps, byte[] out, int to, int stride) {
    for (int x = 0; x < 8; x++) {
      if (x != 0 && x % 2 == 0) {
        continue;
      }
      for (int y = 0; y < 8; y++) {
        line[y] = (short) (block[at + 8 * y + x] * steps[8 * y + x]);
      }
      two(BITS - EXTRA_BITS + 2);
      half[x] = result[0];
      half[8 + x] = result[1];
    }
    for (int y = 0; y < 2; y++) {
      System.arraycopy(half, 8 * y, line, 0, 8);
      two(BITS + EXTRA_BITS + 3 + 2);
      out[to + y * stride] = sample(result[0]);
      out[to + y * stride + 1] = sample(result[1]);
    }
  }

  private void two(int shift) {
    int even = (line[0] << (BITS + 2)) + (1 << (shift - 1));
    int odd = -line[7] * TWO_A + line[5] * TWO_B - line[3] * TWO_C + line[1] * TWO_D;
    result[0] = (even + odd) >> shift;
    result[1] = (even - odd) >> shift;
  }

  private static int saturated(int value) {
    return Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, value));
  }

  private static byte sample(int value) {
    return (byte) (Math.max(-128, Math.min(127, value)) + 128);
  }
}
