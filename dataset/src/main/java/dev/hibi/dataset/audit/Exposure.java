package dev.hibi.dataset.audit;

import dev.hibi.image.RgbImage;

/**
 * How bright an image is as a whole: its luminance (ITU-R BT.601).
 *
 * @param brightness mean over all pixels, 0 to 255
 * @param contrast standard deviation over all pixels, 0 to 127.5
 */
record Exposure(double brightness, double contrast) {
  private static final int MIDDLE = 127_500;

  static Exposure of(RgbImage image) {
    byte[] rgb = image.pixels();
    int count = rgb.length / 3;
    // In thousandths from the middle, so that the sums are exact.
    long sum = 0;
    long squares = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      int luminance = 299 * (rgb[i] & 0xff) + 587 * (rgb[i + 1] & 0xff) + 114 * (rgb[i + 2] & 0xff);
      int distance = luminance - MIDDLE;
      sum += distance;
      squares += (long) distance * distance;
    }
    double mean = (double) sum / count;
    double variance = Math.max(0, (double) squares / count - mean * mean);
    return new Exposure((mean + MIDDLE) / 1000, Math.sqrt(variance) / 1000);
  }
}
