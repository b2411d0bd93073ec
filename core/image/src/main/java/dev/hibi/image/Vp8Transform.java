package dev.hibi.image;

/** The inverse transforms of VP8 (RFC 6386, 14.3 and 14.4). */
final class Vp8Transform {
  /** sqrt(2) * cos(pi / 8) - 1 and sqrt(2) * sin(pi / 8), times 65536. */
  private static final int COSINE = 20091;

  private static final int SINE = 35468;

  private final int[] half = new int[16];

  /**
   * The Walsh-Hadamard transform of a macroblock's 16 coefficients of second order.
   *
   * @param in 16 values
   * @param out receives the first coefficient of each of 16 blocks of 16
   */
  void secondOrder(short[] in, short[] out) {
    for (int x = 0; x < 4; x++) {
      int outer = in[x] + in[12 + x];
      int inner = in[4 + x] + in[8 + x];
      int innerDifference = in[4 + x] - in[8 + x];
      int outerDifference = in[x] - in[12 + x];
      half[x] = outer + inner;
      half[4 + x] = outerDifference + innerDifference;
      half[8 + x] = outer - inner;
      half[12 + x] = outerDifference - innerDifference;
    }
    for (int y = 0; y < 4; y++) {
      int row = 4 * y;
      int first = half[row] + 3;
      int outer = first + half[row + 3];
      int inner = half[row + 1] + half[row + 2];
      int innerDifference = half[row + 1] - half[row + 2];
      int outerDifference = first - half[row + 3];
      int to = 16 * row;
      out[to] = (short) ((outer + inner) >> 3);
      out[to + 16] = (short) ((outerDifference + innerDifference) >> 3);
      out[to + 32] = (short) ((outer - inner) >> 3);
      out[to + 48] = (short) ((outerDifference - innerDifference) >> 3);
    }
  }

  /** Adds the transform of 16 coefficients to the 4x4 pixels that were predicted. */
  void add(short[] in, int from, byte[] plane, int at, int stride) {
    for (int x = 0; x < 4; x++) {
      int c = from + x;
      int sum = in[c] + in[c + 8];
      int difference = in[c] - in[c + 8];
      int odd = sine(in[c + 4]) - cosine(in[c + 12]);
      int even = cosine(in[c + 4]) + sine(in[c + 12]);
      half[x] = (short) (sum + even);
      half[4 + x] = (short) (difference + odd);
      half[8 + x] = (short) (difference - odd);
      half[12 + x] = (short) (sum - even);
    }
    for (int y = 0; y < 4; y++) {
      int row = 4 * y;
      int first = half[row] + 4;
      int sum = first + half[row + 2];
      int difference = first - half[row + 2];
      int odd = sine(half[row + 1]) - cosine(half[row + 3]);
      int even = cosine(half[row + 1]) + sine(half[row + 3]);
      int to = at + y * stride;
      plane[to] = sum(plane[to], sum + even);
      plane[to + 1] = sum(plane[to + 1], difference + odd);
      plane[to + 2] = sum(plane[to + 2], difference - odd);
      plane[to + 3] = sum(plane[to + 3], sum - even);
    }
  }

  /**
   * As {@link #add} of a block whose coefficients end with the third, those at 0, 1 and 4: the same
   * but for sums that need more than 16 bits, which only damage gives.
   */
  void addFew(short[] in, int from, byte[] plane, int at, int stride) {
    int first = in[from] + 4;
    int across = cosine(in[from + 1]);
    int acrossInner = sine(in[from + 1]);
    int down = cosine(in[from + 4]);
    int downInner = sine(in[from + 4]);
    for (int y = 0; y < 4; y++) {
      int middle =
          switch (y) {
            case 0 -> first + down;
            case 1 -> first + downInner;
            case 2 -> first - downInner;
            default -> first - down;
          };
      int to = at + y * stride;
      plane[to] = clamped(plane[to], middle + across);
      plane[to + 1] = clamped(plane[to + 1], middle + acrossInner);
      plane[to + 2] = clamped(plane[to + 2], middle - acrossInner);
      plane[to + 3] = clamped(plane[to + 3], middle - across);
    }
  }

  private static int cosine(int value) {
    return value + ((value * COSINE) >> 16);
  }

  private static int sine(int value) {
    return (value * SINE) >> 16;
  }

  private static byte sum(byte predicted, int eighths) {
    return clamped(predicted, (short) eighths);
  }

  private static byte clamped(byte predicted, int eighths) {
    return (byte) Math.max(0, Math.min(255, (predicted & 0xff) + (eighths >> 3)));
  }
}
