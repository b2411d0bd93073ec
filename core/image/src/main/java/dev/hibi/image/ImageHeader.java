package dev.hibi.image;

/**
 * What the first bytes of an image file say about it, read without decoding a pixel.
 *
 * @param format "JPEG", "PNG", "BMP", "GIF", "TIFF" or "WebP": by the content, not by the name
 * @param width in pixels, as shown: after the orientation
 * @param height in pixels, as shown: after the orientation
 * @param colorMode how the pixels are stored: "grey", "RGB", "palette", "grey+alpha", "RGBA",
 *     "CMYK" or "YCCK", followed by the bits of a sample where these are more than 8, as in
 *     "grey16"
 * @param orientation of EXIF or XMP, 1 to 8; 1, upright, where there is none
 */
public record ImageHeader(String format, int width, int height, String colorMode, int orientation) {

  /**
   * Reads the header of a JPEG, PNG, BMP, GIF, TIFF or WebP file.
   *
   * @param file the file's bytes; the pixels may be missing
   * @param name what to call it in messages, such as an archive and its entry
   * @throws UnreadableImageException if it is no image, or its header is cut off or broken
   */
  public static ImageHeader read(byte[] file, String name) throws UnreadableImageException {
    ImageFormat format = ImageFormat.of(file, name);
    ImageBytes in = new ImageBytes(file, name, format.label());
    return switch (format) {
      case JPEG -> JpegHeader.read(file, in).toImageHeader(in);
      case PNG -> PngHeader.read(in);
      case BMP -> BmpHeader.read(in).toImageHeader(in);
      case GIF -> GifHeader.read(in);
      case TIFF -> TiffHeader.read(file, in);
      case WEBP -> WebpHeader.read(in);
    };
  }

  /** A header of the stored size, which is turned here. */
  static ImageHeader of(ImageBytes in, long width, long height, String colorMode, int orientation)
      throws UnreadableImageException {
    if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
      throw in.broken("a size of at least 1x1", width + "x" + height);
    }
    boolean turned = orientation > 4;
    return new ImageHeader(
        in.format(),
        (int) (turned ? height : width),
        (int) (turned ? width : height),
        colorMode,
        orientation);
  }

  int storedWidth() {
    return orientation > 4 ? height : width;
  }

  int storedHeight() {
    return orientation > 4 ? width : height;
  }

  static String withBits(String colorMode, int bits) {
    return bits > 8 ? colorMode + bits : colorMode;
  }
}
