package dev.hibi;

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
}
