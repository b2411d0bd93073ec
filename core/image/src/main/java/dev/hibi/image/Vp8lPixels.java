package dev.hibi.image;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Entropy-coded pixels of a lossless WebP (RFC 9649, 3.5 to 3.7): the image itself and the small
 * images that say how it was transformed. A pixel is an int: alpha, red, green, blue.
 */
final class Vp8lPixels {
  private static final int CACHE_FACTOR = 0x1e35a7bd;
  private static final int LONGEST_CACHE = 11;

  /** Columns to the left and rows above of the 120 nearest pixels, the nearest first. */
  private static final int[][] NEAR = near();

  private final Vp8lBits bits;
  private final ImageBytes in;

  Vp8lPixels(Vp8lBits bits, ImageBytes in) {
    this.bits = bits;
    this.in = in;
  }

  private static int[][] near() {
    List<int[]> offsets = new ArrayList<>();
    for (int y = 0; y <= 7; y++) {
      for (int x = y == 0 ? 1 : -7; x <= 8; x++) {
        offsets.add(new int[] {x, y});
      }
    }
    Comparator<int[]> byDistance =
        Comparator.comparingInt(offset -> offset[0] * offset[0] + offset[1] * offset[1]);
    offsets.sort(
        byDistance.thenComparing(offset -> -offset[1]).thenComparing(offset -> -offset[0]));
    return offsets.toArray(int[][]::new);
  }

  /**
   * Reads an image.
   *
   * @param whole whether parts of it may have codes of their own
   */
  int[] read(int width, int height, boolean whole) throws UnreadableImageException {
    int cacheBits = bits.flag() ? bits.number(4) : 0;
    if (cacheBits > LONGEST_CACHE) {
      throw in.broken("a colour cache of up to %d bits".formatted(LONGEST_CACHE), cacheBits);
    }
    int blockBits = 0;
    int[] groups = {0};
    if (whole && bits.flag()) {
      blockBits = 2 + bits.number(3);
      groups = read(blocks(width, blockBits), blocks(height, blockBits), false);
      for (int i = 0; i < groups.length; i++) {
        groups[i] = (groups[i] >> 8) & 0xffff;
      }
    }
    Vp8lCodes[] codes = codes(groups, cacheBits == 0 ? 0 : 1 << cacheBits);
    int[] pixels = new int[Math.multiplyExact(width, height)];
    decode(pixels, width, codes, groups, blockBits, cacheBits);
    return pixels;
  }

  static int blocks(int size, int bits) {
    return (size + (1 << bits) - 1) >> bits;
  }

  /** All codes are stored, those that no part of the image uses too, which are not kept. */
  private Vp8lCodes[] codes(int[] groups, int cacheSize) throws UnreadableImageException {
    int count = 0;
    for (int group : groups) {
      count = Math.max(count, group + 1);
    }
    boolean[] used = new boolean[count];
    for (int group : groups) {
      used[group] = true;
    }
    Vp8lCodes[] codes = new Vp8lCodes[count];
    for (int i = 0; i < count; i++) {
      Vp8lCodes read = Vp8lCodes.read(bits, cacheSize, in);
      if (used[i]) {
        codes[i] = read;
      }
    }
    return codes;
  }

  private void decode(
      int[] pixels, int width, Vp8lCodes[] codes, int[] groups, int blockBits, int cacheBits)
      throws UnreadableImageException {
    int[] cache = new int[1 << cacheBits];
    int blocks = blocks(width, blockBits);
    int at = 0;
    int cached = 0;
    int x = 0;
    int y = 0;
    while (at < pixels.length) {
      int group = blockBits == 0 ? 0 : (y >> blockBits) * blocks + (x >> blockBits);
      Vp8lCodes code = codes[groups[group]];
      int symbol = code.green().read(bits);
      int taken = 1;
      if (symbol < Vp8lCodes.LITERALS) {
        int red = code.red().read(bits);
        int blue = code.blue().read(bits);
        int alpha = code.alpha().read(bits);
        pixels[at] = (alpha << 24) | (red << 16) | (symbol << 8) | blue;
      } else if (symbol < Vp8lCodes.LITERALS + Vp8lCodes.LENGTHS) {
        taken = number(symbol - Vp8lCodes.LITERALS);
        copy(pixels, at, distance(code, width), taken);
      } else {
        for (; cached < at; cached++) {
          cache[(pixels[cached] * CACHE_FACTOR) >>> (32 - cacheBits)] = pixels[cached];
        }
        pixels[at] = cache[symbol - Vp8lCodes.LITERALS - Vp8lCodes.LENGTHS];
      }
      at += taken;
      x += taken;
      while (x >= width) {
        x -= width;
        y++;
      }
      if (bits.isExhausted()) {
        throw in.broken("%d pixels".formatted(pixels.length), "an end after " + (at - taken));
      }
    }
  }

  /** A length or a distance by its prefix. */
  private int number(int prefix) {
    if (prefix < 4) {
      return prefix + 1;
    }
    int extra = (prefix - 2) >> 1;
    return ((2 + (prefix & 1)) << extra) + bits.number(extra) + 1;
  }

  private int distance(Vp8lCodes code, int width) {
    int distance = number(code.distance().read(bits));
    if (distance > NEAR.length) {
      return distance - NEAR.length;
    }
    int[] offset = NEAR[distance - 1];
    return Math.max(1, offset[0] + offset[1] * width);
  }

  private void copy(int[] pixels, int at, int distance, int length)
      throws UnreadableImageException {
    if (distance > at || length > pixels.length - at) {
      throw in.broken(
          "copies within %d pixels".formatted(pixels.length),
          "%d pixels from %d before pixel %d".formatted(length, distance, at));
    }
    for (int i = at; i < at + length; i++) {
      pixels[i] = pixels[i - distance];
    }
  }
}
