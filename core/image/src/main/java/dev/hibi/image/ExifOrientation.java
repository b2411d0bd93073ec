package dev.hibi.image;

import java.nio.ByteOrder;

/**
 * The orientation tag of EXIF (CIPA DC-008, 4.6.5), which says how the stored pixels are to be
 * mirrored and turned to be seen upright.
 */
final class ExifOrientation {
  static final int UPRIGHT = 1;
  static final int TAG = 274;

  private static final String PREFIX = "Exif\0\0";

  private ExifOrientation() {}

  /** 1 to 8; broken EXIF data is as good as none, since the pixels are sound without it. */
  static int read(byte[] exif) {
    ImageBytes in = new ImageBytes(exif, "", "EXIF");
    long base = in.has(0, PREFIX) ? PREFIX.length() : 0;
    try {
      if (!in.has(base, "II*\0") && !in.has(base, "MM\0*")) {
        return UPRIGHT;
      }
      ByteOrder order = TiffDirectory.order(in, base);
      return of(TiffDirectory.first(in, base, order).number(TAG, UPRIGHT));
    } catch (UnreadableImageException e) {
      return UPRIGHT;
    }
  }

  static int of(long value) {
    return value >= 1 && value <= 8 ? (int) value : UPRIGHT;
  }

  /** The image as it is to be seen. */
  static RgbImage upright(RgbImage stored, int orientation) {
    if (orientation == UPRIGHT) {
      return stored;
    }
    boolean mirrored = orientation == 2 || orientation == 4 || orientation == 5 || orientation == 7;
    boolean swapped = orientation > 4;
    boolean fromRight =
        orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    boolean fromBelow = swapped ? fromRight == mirrored : orientation > 2;
    int width = stored.width();
    int height = stored.height();
    int alongX = fromRight ? -1 : 1;
    int alongY = fromBelow ? -width : width;
    int corner = (fromRight ? width - 1 : 0) + (fromBelow ? width * (height - 1) : 0);
    return swapped
        ? gather(stored.pixels(), corner, alongY, alongX, height, width)
        : gather(stored.pixels(), corner, alongX, alongY, width, height);
  }

  /** An image whose pixel (x, y) is the stored one number corner + x * stepX + y * stepY. */
  private static RgbImage gather(
      byte[] stored, int corner, int stepX, int stepY, int width, int height) {
    byte[] pixels = new byte[stored.length];
    int to = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int from = (corner + x * stepX + y * stepY) * 3;
        pixels[to++] = stored[from];
        pixels[to++] = stored[from + 1];
        pixels[to++] = stored[from + 2];
      }
    }
    return new RgbImage(width, height, pixels);
  }
}
