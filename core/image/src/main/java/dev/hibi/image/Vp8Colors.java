package dev.hibi.image;

/**
 * Luma and halved chroma to RGB: chroma is smoothed to the full size, each pixel from the four
 * nearest with weights 9, 3, 3 and 1, and converted by ITU-R BT.601's narrow range in fixed point,
 * both rounded as libwebp rounds them, so that pixels are equal to the bit.
 */
final class Vp8Colors {
  private Vp8Colors() {}

  static RgbImage rgb(Vp8Plane[] planes, int width, int height) {
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    int chromaRows = (height + 1) >> 1;
    int[] blue = new int[width + 2];
    int[] red = new int[width + 2];
    for (int y = 0; y < height; y++) {
      int near = y >> 1;
      int far = Math.max(0, Math.min(chromaRows - 1, near + ((y & 1) == 0 ? -1 : 1)));
      smooth(planes[1], near, far, width, blue);
      smooth(planes[2], near, far, width, red);
      int from = planes[0].at(0, y);
      int to = y * width * 3;
      for (int x = 0; x < width; x++, to += 3) {
        int luma = scaled(planes[0].bytes[from + x] & 0xff, 19077);
        rgb[to] = channel(luma + scaled(red[x], 26149) - 14234);
        rgb[to + 1] = channel(luma - scaled(blue[x], 6419) - scaled(red[x], 13320) + 8708);
        rgb[to + 2] = channel(luma + scaled(blue[x], 33050) - 17685);
      }
    }
    return new RgbImage(width, height, rgb);
  }

  private static int scaled(int value, int factor) {
    return (value * factor) >> 8;
  }

  /** A value in 64ths. */
  private static byte channel(int value) {
    return (byte) Math.max(0, Math.min(255, value >> 6));
  }

  /** A row of chroma at full width from the nearer and the farther of two rows. */
  private static void smooth(Vp8Plane plane, int nearRow, int farRow, int width, int[] out) {
    byte[] bytes = plane.bytes;
    int near = plane.at(0, nearRow);
    int far = plane.at(0, farRow);
    int n0 = bytes[near] & 0xff;
    int f0 = bytes[far] & 0xff;
    out[0] = (3 * n0 + f0 + 2) >> 2;
    for (int x = 1; x <= width >> 1; x++) {
      int last = 2 * x - 1;
      if (last == width - 1) {
        out[last] = (3 * n0 + f0 + 2) >> 2;
        return;
      }
      int n1 = bytes[near + x] & 0xff;
      int f1 = bytes[far + x] & 0xff;
      int sum = n0 + n1 + f0 + f1 + 8;
      out[last] = (((sum + 2 * (n1 + f0)) >> 3) + n0) >> 1;
      out[last + 1] = (((sum + 2 * (n0 + f1)) >> 3) + n1) >> 1;
      n0 = n1;
      f0 = f1;
    }
  }
}
