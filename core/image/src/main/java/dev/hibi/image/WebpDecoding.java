package dev.hibi.image;

/**
 * The pixels of a WebP's only or first frame: equal to libwebp's to the bit. Colour profiles are
 * left aside and alpha is dropped unread; what a first frame leaves of its canvas is black.
 */
final class WebpDecoding {
  private WebpDecoding() {}

  static RgbImage decode(byte[] file, ImageBytes in, int width, int height)
      throws UnreadableImageException {
    WebpFrame frame = WebpFrame.read(in, width, height);
    int from = frame.from();
    RgbImage picture =
        frame.lossless()
            ? Vp8lDecoder.decode(file, in, from, frame.end(), frame.width(), frame.height())
            : Vp8Decoder.decode(file, in, from, frame.end(), frame.width(), frame.height());
    return picture.width() == width && picture.height() == height
        ? picture
        : onCanvas(picture, frame, width, height);
  }

  private static RgbImage onCanvas(RgbImage picture, WebpFrame frame, int width, int height) {
    byte[] canvas = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    int row = 3 * picture.width();
    for (int y = 0; y < picture.height(); y++) {
      int to = ((frame.y() + y) * width + frame.x()) * 3;
      System.arraycopy(picture.pixels(), y * row, canvas, to, row);
    }
    return new RgbImage(width, height, canvas);
  }
}
