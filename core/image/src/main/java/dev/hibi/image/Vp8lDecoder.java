package dev.hibi.image;

import java.util.ArrayDeque;
import java.util.Deque;

/** A lossless WebP (RFC 9649, 3): its transforms, then its pixels, then the transforms undone. */
final class Vp8lDecoder {
  private static final int HEADER = 5;

  private static final int PREDICTOR = 0;
  private static final int GREEN = 2;
  private static final int PALETTE = 3;

  /** Undoes a transform; gives the array back or a new one. */
  private interface Undoing {
    int[] undo(int[] pixels);
  }

  private final ImageBytes in;
  private final Vp8lBits bits;
  private final Vp8lPixels reader;

  private Vp8lDecoder(byte[] file, ImageBytes in, int from, int end) {
    this.in = in;
    bits = new Vp8lBits(file, from, end);
    reader = new Vp8lPixels(bits, in);
  }

  /**
   * Decodes the image that lies in the file from {@code from} to {@code end}; alpha is dropped.
   *
   * @throws UnreadableImageException if its size is another than was checked before, or it is
   *     broken
   */
  static RgbImage decode(byte[] file, ImageBytes in, int from, int end, int width, int height)
      throws UnreadableImageException {
    if (end - from < HEADER) {
      throw in.broken("lossless data of at least %d bytes".formatted(HEADER), end - from);
    }
    int[] pixels = new Vp8lDecoder(file, in, from, end).pixels(width, height);
    byte[] rgb = new byte[Math.multiplyExact(pixels.length, 3)];
    for (int i = 0, to = 0; i < pixels.length; i++) {
      rgb[to++] = (byte) (pixels[i] >> 16);
      rgb[to++] = (byte) (pixels[i] >> 8);
      rgb[to++] = (byte) pixels[i];
    }
    return new RgbImage(width, height, rgb);
  }

  private int[] pixels(int width, int height) throws UnreadableImageException {
    readHeader(width, height);
    Deque<Undoing> transforms = new ArrayDeque<>();
    int seen = 0;
    int stored = width;
    while (bits.flag()) {
      int kind = bits.number(2);
      if ((seen & (1 << kind)) != 0) {
        throw in.broken("each transform once", "two of number " + kind);
      }
      seen |= 1 << kind;
      if (kind == PALETTE) {
        int[] palette = reader.read(1 + bits.number(8), 1, false);
        Vp8lTransforms.addUp(palette);
        int packing = packing(palette.length);
        int painted = stored;
        transforms.push(pixels -> Vp8lTransforms.paint(pixels, painted, height, palette, packing));
        stored = Vp8lPixels.blocks(stored, packing);
      } else {
        transforms.push(transform(kind, stored, height));
      }
    }
    int[] pixels = reader.read(stored, height, true);
    for (Undoing transform : transforms) {
      pixels = transform.undo(pixels);
    }
    return pixels;
  }

  /** The binary logarithm of how many numbers of a palette's colours lie in one pixel. */
  private static int packing(int colors) {
    return colors <= 2 ? 3 : colors <= 4 ? 2 : colors <= 16 ? 1 : 0;
  }

  private void readHeader(int width, int height) throws UnreadableImageException {
    int signature = bits.number(8);
    int storedWidth = 1 + bits.number(14);
    int storedHeight = 1 + bits.number(14);
    bits.flag(); // a hint of whether alpha is used
    int version = bits.number(3);
    if (signature != 0x2f || version != 0) {
      throw in.broken(
          "the VP8L signature 0x2f and version 0", "0x%02x and %d".formatted(signature, version));
    }
    if (storedWidth != width || storedHeight != height) {
      throw in.broken(
          "an image of %dx%d".formatted(width, height), storedWidth + "x" + storedHeight);
    }
  }

  private Undoing transform(int kind, int width, int height) throws UnreadableImageException {
    if (kind == GREEN) {
      return pixels -> {
        Vp8lTransforms.addGreen(pixels);
        return pixels;
      };
    }
    int blockBits = 2 + bits.number(3);
    int blocksAcross = Vp8lPixels.blocks(width, blockBits);
    int[] data = reader.read(blocksAcross, Vp8lPixels.blocks(height, blockBits), false);
    return pixels -> {
      if (kind == PREDICTOR) {
        Vp8lTransforms.predict(pixels, width, data, blockBits);
      } else {
        Vp8lTransforms.addColors(pixels, width, data, blockBits);
      }
      return pixels;
    };
  }
}
