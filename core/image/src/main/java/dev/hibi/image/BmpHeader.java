package dev.hibi.image;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.Set;

/**
 * The header of a BMP file: a file header of 14 bytes, then an information header whose first field
 * is its own length: 12 in OS/2's form, 40 or more in Windows'.
 *
 * @param headerLength of the information header
 * @param pixelsAt where the pixels begin
 * @param width in pixels
 * @param height in pixels; negative if the upper row comes first
 * @param bits of a pixel
 * @param compression 0 none, 1 RLE of 8 bits, 2 RLE of 4 bits, 3 bit fields
 * @param colors in the palette as stated, 0 for all that the bits can tell apart
 */
record BmpHeader(
    long headerLength,
    long pixelsAt,
    long width,
    long height,
    int bits,
    long compression,
    long colors) {
  static final int RGB = 0;
  static final int RLE8 = 1;
  static final int RLE4 = 2;
  static final int BIT_FIELDS = 3;
  static final int FILE_HEADER = 14;
  static final int OS2 = 12;

  /** OS/2's of the second version, whose first 40 bytes are as Windows' are. */
  static final int OS2_LONG = 64;

  static final int WINDOWS = 40;

  private static final Set<Integer> LENGTHS = Set.of(OS2, WINDOWS, 52, 56, OS2_LONG, 108, 124);

  static BmpHeader read(ImageBytes in) throws UnreadableImageException {
    long pixelsAt = in.u32(10, LITTLE_ENDIAN);
    long length = in.u32(FILE_HEADER, LITTLE_ENDIAN);
    if (!LENGTHS.contains((int) Math.min(length, Integer.MAX_VALUE))) {
      throw in.unsupported("12, 40, 52, 56, 64, 108 or 124 bytes of header", length);
    }
    in.require(FILE_HEADER, length);
    if (length == OS2) {
      long width = in.u16(18, LITTLE_ENDIAN);
      long height = in.u16(20, LITTLE_ENDIAN);
      return new BmpHeader(length, pixelsAt, width, height, in.u16(24, LITTLE_ENDIAN), RGB, 0);
    }
    return new BmpHeader(
        length,
        pixelsAt,
        in.i32(18, LITTLE_ENDIAN),
        in.i32(22, LITTLE_ENDIAN),
        in.u16(28, LITTLE_ENDIAN),
        in.u32(30, LITTLE_ENDIAN),
        in.u32(46, LITTLE_ENDIAN));
  }

  /** Where the palette ends at the earliest; where its length is not said it may be short. */
  long paletteEnd() {
    long stored = bits > 8 ? 0 : Math.max(1, colors);
    return FILE_HEADER + headerLength + stored * (headerLength == OS2 ? 3 : 4);
  }

  ImageHeader toImageHeader(ImageBytes in) throws UnreadableImageException {
    String mode =
        switch (bits) {
          case 1, 4, 8 -> "palette";
          case 16, 24, 32 -> "RGB";
          default -> throw in.unsupported("1, 4, 8, 16, 24 or 32 bits", bits);
        };
    return ImageHeader.of(in, width, Math.abs(height), mode, ExifOrientation.UPRIGHT);
  }
}
