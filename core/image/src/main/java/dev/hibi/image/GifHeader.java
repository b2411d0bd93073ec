package dev.hibi.image;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * The logical screen of a GIF file, on which its frames are drawn, and which the first may widen.
 */
final class GifHeader {
  private GifHeader() {}

  static ImageHeader read(ImageBytes in) throws UnreadableImageException {
    in.require(0, 13);
    int width = in.u16(6, LITTLE_ENDIAN);
    int height = in.u16(8, LITTLE_ENDIAN);
    if (width == 0 || height == 0) {
      return ImageHeader.of(in, width, height, "palette", ExifOrientation.UPRIGHT);
    }
    try {
      int image = GifDecoding.firstImage(in);
      width = Math.max(width, in.u16(image + 1, LITTLE_ENDIAN) + in.u16(image + 5, LITTLE_ENDIAN));
      height =
          Math.max(height, in.u16(image + 3, LITTLE_ENDIAN) + in.u16(image + 7, LITTLE_ENDIAN));
    } catch (UnreadableImageException e) {
      // The screen is all that is known; what is broken is told where pixels are wanted.
    }
    return ImageHeader.of(in, width, height, "palette", ExifOrientation.UPRIGHT);
  }
}
