package dev.hibi.image;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/** The logical screen of a GIF file, on which its frames are drawn. */
final class GifHeader {
  private GifHeader() {}

  static ImageHeader read(ImageBytes in) throws UnreadableImageException {
    in.require(0, 13);
    return ImageHeader.of(
        in, in.u16(6, LITTLE_ENDIAN), in.u16(8, LITTLE_ENDIAN), "palette", ExifOrientation.UPRIGHT);
  }
}
