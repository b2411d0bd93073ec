package dev.hibi.image;

import java.awt.image.Raster;

/**
 * CMYK and YCCK to RGB by the arithmetic of libjpeg and Pillow, without a colour profile: each of
 * red, green and blue is what its ink and black leave of white.
 */
final class CmykConversion {
  private static final int HALF = 1 << 15;

  private CmykConversion() {}

  /**
   * The four bands of a JPEG. They hold 255 for no ink, as Adobe writes them; Pillow takes every
   * file for Adobe's.
   */
  static RgbImage ofJpeg(Raster raster, boolean ycck) {
    return convert(raster, ycck);
  }

  /** Four bytes a pixel that hold 0 for no ink. */
  static RgbImage ofInks(int width, int height, byte[] inks) {
    byte[] rgb = new byte[width * height * 3];
    for (int from = 0, to = 0; to < rgb.length; from += 4) {
      int light = 255 - (inks[from + 3] & 0xff);
      for (int ink = 0; ink < 3; ink++) {
        rgb[to++] = (byte) (light - productOver255(inks[from + ink] & 0xff, light));
      }
    }
    return new RgbImage(width, height, rgb);
  }

  private static RgbImage convert(Raster raster, boolean ycck) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int shift = raster.getSampleModel().getSampleSize(0) - 8;
    int bands = raster.getNumBands();
    byte[] rgb = new byte[width * height * 3];
    int[] row = new int[width * bands];
    for (int y = 0, to = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int i = 0; i < row.length; i += bands, to += 3) {
        for (int band = 0; band < 4; band++) {
          row[i + band] >>= shift;
        }
        if (ycck) {
          toLight(row, i);
        }
        int light = row[i + 3];
        for (int ink = 0; ink < 3; ink++) {
          rgb[to + ink] = (byte) (light - productOver255(255 - row[i + ink], light));
        }
      }
    }
    return new RgbImage(width, height, rgb);
  }

  /** Y, Cb and Cr to what Adobe stores as inverted cyan, magenta and yellow (ITU-T T.871). */
  private static void toLight(int[] row, int at) {
    int luma = row[at];
    int blue = row[at + 1] - 128;
    int red = row[at + 2] - 128;
    // libjpeg gives 255 less these; the file holds inks, so the light is their complement
    row[at] = 255 - clamp(luma + ((91881 * red + HALF) >> 16));
    row[at + 1] = 255 - clamp(luma + ((-22554 * blue - 46802 * red + HALF) >> 16));
    row[at + 2] = 255 - clamp(luma + ((116130 * blue + HALF) >> 16));
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }

  /** a * b / 255, rounded. */
  private static int productOver255(int a, int b) {
    int product = a * b + 128;
    return ((product >> 8) + product) >> 8;
  }
}
