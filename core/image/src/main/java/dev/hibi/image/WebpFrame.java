package dev.hibi.image;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Where the only or first picture of a WebP file lies (RFC 9649, 2).
 *
 * @param lossless whether it is VP8L rather than VP8
 * @param from where its data begin in the file
 * @param end after its data
 * @param x where it is on the canvas, in pixels
 * @param y where it is on the canvas, in pixels
 */
record WebpFrame(boolean lossless, int from, int end, int x, int y, int width, int height) {
  private static final int CHUNK_HEADER = 8;
  private static final int FRAME_HEADER = 16;
  private static final int ANIMATED = 0x02;

  /** The picture on a canvas of a size. */
  static WebpFrame read(ImageBytes in, int width, int height) throws UnreadableImageException {
    long end = CHUNK_HEADER + in.u32(4, LITTLE_ENDIAN);
    in.require(0, end);
    boolean animated = in.has(WebpHeader.FIRST_CHUNK, "VP8X") && (in.u8(20) & ANIMATED) != 0;
    if (!animated) {
      return picture(in, WebpHeader.FIRST_CHUNK, end, 0, 0, width, height);
    }
    long at = find(in, WebpHeader.FIRST_CHUNK, end, "ANMF");
    long length = in.u32(at + 4, LITTLE_ENDIAN);
    long body = at + CHUNK_HEADER;
    in.require(body, Math.max(length, FRAME_HEADER));
    int x = 2 * u24(in, body);
    int y = 2 * u24(in, body + 3);
    int frameWidth = 1 + u24(in, body + 6);
    int frameHeight = 1 + u24(in, body + 9);
    if (frameWidth > width - x || frameHeight > height - y) {
      throw in.broken(
          "a frame within %dx%d".formatted(width, height),
          "%dx%d at (%d, %d)".formatted(frameWidth, frameHeight, x, y));
    }
    return picture(in, body + FRAME_HEADER, body + length, x, y, frameWidth, frameHeight);
  }

  private static int u24(ImageBytes in, long at) throws UnreadableImageException {
    return in.u16(at, LITTLE_ENDIAN) | (in.u8(at + 2) << 16);
  }

  private static WebpFrame picture(
      ImageBytes in, long from, long end, int x, int y, int width, int height)
      throws UnreadableImageException {
    long at = find(in, from, end, "VP8 ", "VP8L");
    long length = in.u32(at + 4, LITTLE_ENDIAN);
    in.require(at + CHUNK_HEADER, length);
    int begin = (int) at + CHUNK_HEADER;
    return new WebpFrame(in.has(at, "VP8L"), begin, begin + (int) length, x, y, width, height);
  }

  /** Where the first chunk of one of these kinds begins. */
  private static long find(ImageBytes in, long from, long end, String... kinds)
      throws UnreadableImageException {
    long at = from;
    while (at + CHUNK_HEADER <= end) {
      for (String kind : kinds) {
        if (in.has(at, kind)) {
          return at;
        }
      }
      long length = in.u32(at + 4, LITTLE_ENDIAN);
      at += CHUNK_HEADER + length + (length & 1);
    }
    throw in.broken("a chunk " + String.join(" or ", kinds), "none");
  }
}
