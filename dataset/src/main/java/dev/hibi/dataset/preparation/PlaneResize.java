package dev.hibi.dataset.preparation;

import dev.hibi.image.ColorPlanes.Plane;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Resizes a part of a plane to a square by the triangle filter, eight pixels at a time.
 *
 * <p>A long holds eight pixels, which become four lanes of 16 bits twice, the even and the odd
 * ones. A pixel times a weight, summed over weights that sum to 256, stays within its lane, so one
 * multiplication serves four pixels. Lanes lie along the rows; for the other axis the plane is
 * transposed in between and the result is left that way. Each pass rounds to 8 bits.
 *
 * <p>The result differs from exact arithmetic by less than 2 of 255, 0.35 in the mean square, up to
 * 32-fold shrinking; beyond it, weights of 8 bits are coarse and the difference grows to 4. Holds
 * memory that is used again; not thread-safe.
 */
final class PlaneResize {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long EVEN = 0x00ff00ff00ff00ffL;
  private static final long HALF = 0x0080008000800080L;
  private static final long PAIRS = 0x0000ffff0000ffffL;
  private static final long QUADS = 0x00000000ffffffffL;
  private static final int LANES = 8;

  private final int size;
  private final int stride;
  private byte[] shortened = new byte[0];
  private byte[] transposed = new byte[0];

  /**
   * For squares of one size.
   *
   * @param size edge of the square in pixels
   */
  PlaneResize(int size) {
    this.size = size;
    this.stride = stride(size);
  }

  /** Bytes from column to column of a result: the size, rounded up to a multiple of 8. */
  static int stride(int size) {
    return (size + LANES - 1) & -LANES;
  }

  /**
   * Resizes.
   *
   * @param out receives column by column, each {@link #stride} bytes after the one before it
   */
  void resize(Plane plane, ResizeTaps columns, ResizeTaps rows, byte[] out) {
    int begin = columns.first[0] & -LANES;
    int end = (columns.first[size - 1] + columns.count + LANES - 1) & -LANES;
    int width = end - begin;
    if (shortened.length < width * stride) {
      shortened = new byte[width * stride];
      transposed = new byte[width * stride];
    }
    pass(plane.bytes(), plane.offset() + begin, plane.stride(), rows, shortened, width, width);
    for (int y = 0; y < stride; y += LANES) {
      for (int x = 0; x < width; x += LANES) {
        transpose(shortened, y * width + x, width, transposed, x * stride + y, stride);
      }
    }
    pass(transposed, -begin * stride, stride, columns, out, stride, stride);
  }

  /** Sums rows: output row {@code o} is made of the input's rows from {@code first[o]} on. */
  private void pass(
      byte[] in, int offset, int inStride, ResizeTaps taps, byte[] out, int outStride, int width) {
    int count = taps.count;
    int[] w = taps.weights;
    for (int o = 0; o < size; o++) {
      int at = offset + taps.first[o] * inStride;
      int k = o * count;
      int to = o * outStride;
      switch (count) {
        case 2 -> sum2(in, at, inStride, w[k], w[k + 1], out, to, width);
        case 3 -> sum3(in, at, inStride, w[k], w[k + 1], w[k + 2], out, to, width);
        case 4 -> sum4(in, at, inStride, w, k, out, to, width);
        default -> sum(in, at, inStride, w, k, count, out, to, width);
      }
    }
  }

  private static void sum2(
      byte[] in, int at, int stride, long a, long b, byte[] out, int to, int width) {
    for (int i = 0; i < width; i += LANES) {
      long p = (long) LONGS.get(in, at + i);
      long q = (long) LONGS.get(in, at + stride + i);
      long even = (p & EVEN) * a + (q & EVEN) * b;
      long odd = ((p >>> 8) & EVEN) * a + ((q >>> 8) & EVEN) * b;
      LONGS.set(out, to + i, rounded(even, odd));
    }
  }

  private static void sum3(
      byte[] in, int at, int stride, long a, long b, long c, byte[] out, int to, int width) {
    for (int i = 0; i < width; i += LANES) {
      long p = (long) LONGS.get(in, at + i);
      long q = (long) LONGS.get(in, at + stride + i);
      long r = (long) LONGS.get(in, at + 2 * stride + i);
      long even = (p & EVEN) * a + (q & EVEN) * b + (r & EVEN) * c;
      long odd = ((p >>> 8) & EVEN) * a + ((q >>> 8) & EVEN) * b + ((r >>> 8) & EVEN) * c;
      LONGS.set(out, to + i, rounded(even, odd));
    }
  }

  private static void sum4(
      byte[] in, int at, int stride, int[] w, int k, byte[] out, int to, int width) {
    long a = w[k];
    long b = w[k + 1];
    long c = w[k + 2];
    long d = w[k + 3];
    for (int i = 0; i < width; i += LANES) {
      long p = (long) LONGS.get(in, at + i);
      long q = (long) LONGS.get(in, at + stride + i);
      long r = (long) LONGS.get(in, at + 2 * stride + i);
      long s = (long) LONGS.get(in, at + 3 * stride + i);
      long even = (p & EVEN) * a + (q & EVEN) * b + (r & EVEN) * c + (s & EVEN) * d;
      long odd =
          ((p >>> 8) & EVEN) * a
              + ((q >>> 8) & EVEN) * b
              + ((r >>> 8) & EVEN) * c
              + ((s >>> 8) & EVEN) * d;
      LONGS.set(out, to + i, rounded(even, odd));
    }
  }

  private static void sum(
      byte[] in, int at, int stride, int[] w, int k, int count, byte[] out, int to, int width) {
    for (int i = 0; i < width; i += LANES) {
      long even = 0;
      long odd = 0;
      for (int t = 0; t < count; t++) {
        long p = (long) LONGS.get(in, at + t * stride + i);
        even += (p & EVEN) * w[k + t];
        odd += ((p >>> 8) & EVEN) * w[k + t];
      }
      LONGS.set(out, to + i, rounded(even, odd));
    }
  }

  private static long rounded(long even, long odd) {
    return (((even + HALF) >>> 8) & EVEN) | ((odd + HALF) & ~EVEN);
  }

  /** Eight rows of eight pixels, by exchanging ever larger blocks across the diagonal. */
  private static void transpose(
      byte[] in, int at, int inStride, byte[] out, int to, int outStride) {
    long a = (long) LONGS.get(in, at);
    long b = (long) LONGS.get(in, at + inStride);
    long c = (long) LONGS.get(in, at + 2 * inStride);
    long d = (long) LONGS.get(in, at + 3 * inStride);
    long e = (long) LONGS.get(in, at + 4 * inStride);
    long f = (long) LONGS.get(in, at + 5 * inStride);
    long g = (long) LONGS.get(in, at + 6 * inStride);
    long h = (long) LONGS.get(in, at + 7 * inStride);
    long t = ((a >>> 8) ^ b) & EVEN;
    a ^= t << 8;
    b ^= t;
    t = ((c >>> 8) ^ d) & EVEN;
    c ^= t << 8;
    d ^= t;
    t = ((e >>> 8) ^ f) & EVEN;
    e ^= t << 8;
    f ^= t;
    t = ((g >>> 8) ^ h) & EVEN;
    g ^= t << 8;
    h ^= t;
    t = ((a >>> 16) ^ c) & PAIRS;
    a ^= t << 16;
    c ^= t;
    t = ((b >>> 16) ^ d) & PAIRS;
    b ^= t << 16;
    d ^= t;
    t = ((e >>> 16) ^ g) & PAIRS;
    e ^= t << 16;
    g ^= t;
    t = ((f >>> 16) ^ h) & PAIRS;
    f ^= t << 16;
    h ^= t;
    t = ((a >>> 32) ^ e) & QUADS;
    LONGS.set(out, to, a ^ (t << 32));
    LONGS.set(out, to + 4 * outStride, e ^ t);
    t = ((b >>> 32) ^ f) & QUADS;
    LONGS.set(out, to + outStride, b ^ (t << 32));
    LONGS.set(out, to + 5 * outStride, f ^ t);
    t = ((c >>> 32) ^ g) & QUADS;
    LONGS.set(out, to + 2 * outStride, c ^ (t << 32));
    LONGS.set(out, to + 6 * outStride, g ^ t);
    t = ((d >>> 32) ^ h) & QUADS;
    LONGS.set(out, to + 3 * outStride, d ^ (t << 32));
    LONGS.set(out, to + 7 * outStride, h ^ t);
  }
}
