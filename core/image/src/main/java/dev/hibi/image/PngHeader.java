package dev.hibi.image;

import static java.nio.ByteOrder.BIG_ENDIAN;

/** The first chunk of a PNG file, IHDR. */
final class PngHeader {
  static final int FIRST_CHUNK = 8;

  /** Of a chunk beside its body: length, type and CRC. */
  static final int CHUNK_OVERHEAD = 12;

  private PngHeader() {}

  static ImageHeader read(ImageBytes in) throws UnreadableImageException {
    in.require(FIRST_CHUNK, CHUNK_OVERHEAD + 13);
    if (in.u32(FIRST_CHUNK, BIG_ENDIAN) != 13 || !in.has(FIRST_CHUNK + 4, "IHDR")) {
      throw in.broken("IHDR of 13 bytes", "another first chunk");
    }
    int bits = in.u8(24);
    int colorType = in.u8(25);
    String mode =
        switch (colorType) {
          case 0 -> "grey";
          case 2 -> "RGB";
          case 3 -> "palette";
          case 4 -> "grey+alpha";
          case 6 -> "RGBA";
          default -> throw in.broken("colour type 0, 2, 3, 4 or 6", colorType);
        };
    return ImageHeader.of(
        in,
        in.u32(16, BIG_ENDIAN),
        in.u32(20, BIG_ENDIAN),
        ImageHeader.withBits(mode, bits),
        PngText.orientation(in));
  }
}
