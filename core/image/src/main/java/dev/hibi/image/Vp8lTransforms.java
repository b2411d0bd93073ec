package dev.hibi.image;

/** What undoes the transforms of a lossless WebP (RFC 9649, 3.4), each in place. */
final class Vp8lTransforms {
  private static final int OPAQUE = 0xff000000;

  private Vp8lTransforms() {}

  /** Adds to each pixel what is predicted from those before it, by a mode for each block. */
  static void predict(int[] pixels, int width, int[] modes, int blockBits) {
    int blocks = Vp8lPixels.blocks(width, blockBits);
    pixels[0] = sum(pixels[0], OPAQUE);
    for (int x = 1; x < width; x++) {
      pixels[x] = sum(pixels[x], pixels[x - 1]);
    }
    for (int row = width, y = 1; row < pixels.length; row += width, y++) {
      pixels[row] = sum(pixels[row], pixels[row - width]);
      int block = (y >> blockBits) * blocks;
      for (int x = 1; x < width; x++) {
        int mode = (modes[block + (x >> blockBits)] >> 8) & 0xf;
        pixels[row + x] = sum(pixels[row + x], predicted(mode, pixels, row + x, width));
      }
    }
  }

  private static int predicted(int mode, int[] pixels, int at, int width) {
    int left = pixels[at - 1];
    int above = pixels[at - width];
    int corner = pixels[at - width - 1];
    int next = pixels[at - width + 1];
    return switch (mode) {
      case 1 -> left;
      case 2 -> above;
      case 3 -> next;
      case 4 -> corner;
      case 5 -> mean(mean(left, next), above);
      case 6 -> mean(left, corner);
      case 7 -> mean(left, above);
      case 8 -> mean(corner, above);
      case 9 -> mean(above, next);
      case 10 -> mean(mean(left, corner), mean(above, next));
      case 11 -> nearer(left, above, corner);
      case 12 -> gradient(left, above, corner);
      case 13 -> halfGradient(mean(left, above), corner);
      default -> OPAQUE;
    };
  }

  /** Channel by channel, without a carry between them. */
  private static int sum(int a, int b) {
    int alphaAndGreen = (a & 0xff00ff00) + (b & 0xff00ff00);
    int redAndBlue = (a & 0x00ff00ff) + (b & 0x00ff00ff);
    return (alphaAndGreen & 0xff00ff00) | (redAndBlue & 0x00ff00ff);
  }

  private static int mean(int a, int b) {
    return (((a ^ b) & 0xfefefefe) >>> 1) + (a & b);
  }

  /** The one of left and above that is nearer to left + above - corner. */
  private static int nearer(int left, int above, int corner) {
    int fromLeft = 0;
    int fromAbove = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      fromLeft += Math.abs(channel(above, shift) - channel(corner, shift));
      fromAbove += Math.abs(channel(left, shift) - channel(corner, shift));
    }
    return fromLeft < fromAbove ? left : above;
  }

  private static int gradient(int left, int above, int corner) {
    int pixel = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int value = channel(left, shift) + channel(above, shift) - channel(corner, shift);
      pixel |= Math.max(0, Math.min(255, value)) << shift;
    }
    return pixel;
  }

  private static int halfGradient(int mean, int corner) {
    int pixel = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int value = channel(mean, shift);
      value += (value - channel(corner, shift)) / 2;
      pixel |= Math.max(0, Math.min(255, value)) << shift;
    }
    return pixel;
  }

  private static int channel(int pixel, int shift) {
    return (pixel >>> shift) & 0xff;
  }

  /** Adds to red and blue what each block's factors make of green, and of red. */
  static void addColors(int[] pixels, int width, int[] factors, int blockBits) {
    int blocks = Vp8lPixels.blocks(width, blockBits);
    for (int row = 0, y = 0; row < pixels.length; row += width, y++) {
      int block = (y >> blockBits) * blocks;
      for (int x = 0; x < width; x++) {
        int factor = factors[block + (x >> blockBits)];
        int pixel = pixels[row + x];
        int green = pixel >> 8;
        int red = (pixel >> 16) + product(factor, green);
        int blue = pixel + product(factor >> 8, green) + product(factor >> 16, red);
        pixels[row + x] = (pixel & 0xff00ff00) | ((red & 0xff) << 16) | (blue & 0xff);
      }
    }
  }

  /** Of the lowest bytes of both, signed. */
  private static int product(int factor, int color) {
    return ((byte) factor * (byte) color) >> 5;
  }

  static void addGreen(int[] pixels) {
    for (int i = 0; i < pixels.length; i++) {
      int green = (pixels[i] >> 8) & 0xff;
      pixels[i] = sum(pixels[i], (green << 16) | green);
    }
  }

  /** A palette, stored as the difference of each colour from the one before it. */
  static void addUp(int[] palette) {
    for (int i = 1; i < palette.length; i++) {
      palette[i] = sum(palette[i], palette[i - 1]);
    }
  }

  /**
   * Numbers of colours, in green, to the colours; several may lie in one pixel.
   *
   * @param width of the result
   * @param packing the binary logarithm of how many lie in one
   */
  static int[] paint(int[] packed, int width, int height, int[] palette, int packing) {
    int[] pixels = new int[width * height];
    int packedWidth = Vp8lPixels.blocks(width, packing);
    int bits = 8 >> packing;
    int mask = (1 << bits) - 1;
    int within = (1 << packing) - 1;
    for (int y = 0, to = 0; y < height; y++) {
      for (int x = 0; x < width; x++, to++) {
        int green = packed[y * packedWidth + (x >> packing)] >> 8;
        int number = ((green & 0xff) >> ((x & within) * bits)) & mask;
        pixels[to] = number < palette.length ? palette[number] : 0;
      }
    }
    return pixels;
  }
}
