package dev.hibi.image;

/**
 * YCbCr of a TIFF to RGB (TIFF 6.0, sections 20 and 21), by the tables in fixed point that libtiff
 * uses, too, or those of Pillow, which leaves samples without compression to no library.
 */
final class YcbcrConversion {
  private static final int SHIFT = 16;
  private static final int HALF = 1 << (SHIFT - 1);
  private static final int LIMIT = 128 * 32;
  private static final double[] USUAL = {0.299, 0.587, 0.114};
  private static final double[] USUAL_RANGE = {0, 255, 128, 255, 128, 255};

  /** Of the fixed point of Pillow's. */
  private static final int PLAIN_SHIFT = 6;

  private final int[] luma = new int[256];
  private final int[] redOfRed = new int[256];
  private final int[] greenOfRed = new int[256];
  private final int[] greenOfBlue = new int[256];
  private final int[] blueOfBlue = new int[256];

  /**
   * Makes the tables.
   *
   * @param coefficients of red, green and blue in luma; those of ITU-R BT.601 where there are none
   * @param reference black and white of each sample; 0, 255, 128, 255, 128, 255 where there are
   *     none
   * @param plain whether the samples are stored without compression
   */
  static YcbcrConversion of(double[] coefficients, double[] reference, boolean plain) {
    double[] of = coefficients.length >= 3 ? coefficients : USUAL;
    double[] range = reference.length >= 6 ? reference : USUAL_RANGE;
    boolean usual = isNear(of, USUAL) && isNear(range, USUAL_RANGE);
    return plain && usual ? new YcbcrConversion() : new YcbcrConversion(of, range);
  }

  private static boolean isNear(double[] values, double[] usual) {
    for (int i = 0; i < usual.length; i++) {
      if (Math.abs(values[i] - usual[i]) > 1e-4) {
        return false;
      }
    }
    return true;
  }

  private YcbcrConversion() {
    for (int i = 0; i < 256; i++) {
      luma[i] = i;
      redOfRed[i] = plain(1.402, i) >> PLAIN_SHIFT;
      blueOfBlue[i] = plain(1.772, i) >> PLAIN_SHIFT;
      greenOfRed[i] = plain(-0.71414, i) << (SHIFT - PLAIN_SHIFT);
      greenOfBlue[i] = plain(-0.34414, i) << (SHIFT - PLAIN_SHIFT);
    }
  }

  /** Rounded up from a half, but toward zero below zero, as a cast in C does. */
  private static int plain(double factor, int chroma) {
    return (int) (factor * (chroma - 128) * (1 << PLAIN_SHIFT) + 0.5);
  }

  private YcbcrConversion(double[] of, double[] range) {
    double red = 2 - 2 * of[0];
    double blue = 2 - 2 * of[2];
    int redByRed = fixed(red);
    int greenByRed = -fixed(of[0] * red / of[1]);
    int blueByBlue = fixed(blue);
    int greenByBlue = -fixed(of[2] * blue / of[1]);
    for (int i = 0; i < 256; i++) {
      int cr = scaled(i - 128, range[4] - 128, range[5] - 128, 127);
      int cb = scaled(i - 128, range[2] - 128, range[3] - 128, 127);
      redOfRed[i] = (redByRed * cr + HALF) >> SHIFT;
      blueOfBlue[i] = (blueByBlue * cb + HALF) >> SHIFT;
      greenOfRed[i] = greenByRed * cr;
      greenOfBlue[i] = greenByBlue * cb + HALF;
      luma[i] = scaled(i, range[0], range[1], 255);
    }
  }

  private static int fixed(double value) {
    return (int) (Math.max(0, Math.min(2, value)) * (1 << SHIFT) + 0.5);
  }

  private static int scaled(int code, double black, double white, int range) {
    int from = (int) black;
    double span = white - black == 0 ? 1 : white - black;
    return (int) Math.max(-LIMIT, Math.min(LIMIT, (float) (code - from) * range / (float) span));
  }

  /** In place, three bytes a pixel. */
  void convert(byte[] pixels) {
    for (int i = 0; i < pixels.length; i += 3) {
      int y = luma[pixels[i] & 0xff];
      int cb = pixels[i + 1] & 0xff;
      int cr = pixels[i + 2] & 0xff;
      pixels[i] = clamped(y + redOfRed[cr]);
      pixels[i + 1] = clamped(y + ((greenOfBlue[cb] + greenOfRed[cr]) >> SHIFT));
      pixels[i + 2] = clamped(y + blueOfBlue[cb]);
    }
  }

  private static byte clamped(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }
}
