package dev.hibi.image;

import java.awt.image.Raster;

/**
 * A reader's raster to RGB as its samples are stored: no colour profile, no gamma, alpha dropped;
 * fewer than 8 bits are spread to 0 to 255, of 16 the lower 8 are lost.
 */
final class StoredPixels {
  private StoredPixels() {}

  static RgbImage grey(Raster raster) {
    int bits = raster.getSampleModel().getSampleSize(0);
    int[] values = spread(bits);
    int width = raster.getWidth();
    byte[] rgb = new byte[width * raster.getHeight() * 3];
    int[] row = new int[width];
    for (int y = 0, to = 0; y < raster.getHeight(); y++) {
      samples(raster, y, 0, row);
      for (int x = 0; x < width; x++, to += 3) {
        byte value = (byte) value(row[x], bits, values);
        rgb[to] = value;
        rgb[to + 1] = value;
        rgb[to + 2] = value;
      }
    }
    return new RgbImage(width, raster.getHeight(), rgb);
  }

  /** The first three bands. */
  static RgbImage color(Raster raster) {
    int width = raster.getWidth();
    byte[] rgb = new byte[width * raster.getHeight() * 3];
    int[] row = new int[width];
    for (int band = 0; band < 3; band++) {
      int bits = raster.getSampleModel().getSampleSize(band);
      int[] values = spread(bits);
      for (int y = 0, to = band; y < raster.getHeight(); y++) {
        samples(raster, y, band, row);
        for (int x = 0; x < width; x++, to += 3) {
          rgb[to] = (byte) value(row[x], bits, values);
        }
      }
    }
    return new RgbImage(width, raster.getHeight(), rgb);
  }

  /**
   * Numbers of colours.
   *
   * @param palette three bytes a colour; what is beyond it is black
   */
  static RgbImage palette(Raster raster, byte[] palette) {
    int width = raster.getWidth();
    byte[] rgb = new byte[width * raster.getHeight() * 3];
    int[] row = new int[width];
    for (int y = 0, to = 0; y < raster.getHeight(); y++) {
      samples(raster, y, 0, row);
      for (int x = 0; x < width; x++, to += 3) {
        int from = row[x] * 3;
        if (from + 2 < palette.length) {
          System.arraycopy(palette, from, rgb, to, 3);
        }
      }
    }
    return new RgbImage(width, raster.getHeight(), rgb);
  }

  private static void samples(Raster raster, int y, int band, int[] row) {
    raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, band, row);
  }

  /** What each sample of up to 8 bits stands for; empty for more. */
  private static int[] spread(int bits) {
    if (bits > 8) {
      return new int[0];
    }
    int[] values = new int[1 << bits];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 255 / (values.length - 1);
    }
    return values;
  }

  private static int value(int sample, int bits, int[] values) {
    return bits > 8 ? sample >> (bits - 8) : values[sample];
  }
}
