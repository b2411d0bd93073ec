package dev.hibi.image;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * The first chunk of a WebP file (RFC 9649): VP8 (lossy), VP8L (lossless) or VP8X (with more chunks
 * to follow), and its chunks of EXIF and XMP.
 */
final class WebpHeader {
  static final int FIRST_CHUNK = 12;

  private static final int ALPHA = 0x10;
  private static final int EXIF = 0x08;
  private static final int XMP = 0x04;

  private WebpHeader() {}

  static ImageHeader read(ImageBytes in) throws UnreadableImageException {
    if (in.has(FIRST_CHUNK, "VP8 ")) {
      return lossy(in);
    }
    if (in.has(FIRST_CHUNK, "VP8L")) {
      return lossless(in);
    }
    in.require(FIRST_CHUNK, 18);
    if (!in.has(FIRST_CHUNK, "VP8X")) {
      throw in.broken("a first chunk VP8, VP8L or VP8X", "another");
    }
    String mode = (in.u8(20) & ALPHA) == 0 ? "RGB" : "RGBA";
    long width = 1 + (in.u32(23, LITTLE_ENDIAN) >> 8);
    long height = 1 + (in.u32(26, LITTLE_ENDIAN) >> 8);
    return ImageHeader.of(in, width, height, mode, orientation(in));
  }

  private static ImageHeader lossy(ImageBytes in) throws UnreadableImageException {
    in.require(20, 10);
    if (!in.has(23, "\u009d\u0001*")) {
      throw in.broken("a key frame", "another VP8 frame");
    }
    int width = in.u16(26, LITTLE_ENDIAN) & 0x3fff;
    int height = in.u16(28, LITTLE_ENDIAN) & 0x3fff;
    return ImageHeader.of(in, width, height, "RGB", ExifOrientation.UPRIGHT);
  }

  private static ImageHeader lossless(ImageBytes in) throws UnreadableImageException {
    in.require(20, 5);
    if (in.u8(20) != 0x2f) {
      throw in.broken("the VP8L signature 0x2f", "0x%02x".formatted(in.u8(20)));
    }
    long bits = in.u32(21, LITTLE_ENDIAN);
    String mode = (bits >> 28 & 1) == 0 ? "RGB" : "RGBA";
    return ImageHeader.of(
        in, 1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff), mode, ExifOrientation.UPRIGHT);
  }

  /** Of the chunks that the flags announce. */
  private static int orientation(ImageBytes in) throws UnreadableImageException {
    int flags = in.u8(20);
    return ExifOrientation.read(chunk(in, "EXIF", flags & EXIF), chunk(in, "XMP ", flags & XMP));
  }

  /** EXIF, where the flags announce it; empty if there is none. */
  static byte[] exif(ImageBytes in) throws UnreadableImageException {
    return in.has(12, "VP8X") ? chunk(in, "EXIF", in.u8(20) & EXIF) : new byte[0];
  }

  private static byte[] chunk(ImageBytes in, String type, int announced)
      throws UnreadableImageException {
    long at = FIRST_CHUNK;
    while (announced != 0 && at + 8 <= in.length()) {
      long length = in.u32(at + 4, LITTLE_ENDIAN);
      if (in.has(at, type) && at + 8 + length <= in.length()) {
        return in.copy(at + 8, at + 8 + length);
      }
      at += 8 + length + (length & 1);
    }
    return new byte[0];
  }
}
