package dev.hibi.image;

/** A TIFF's samples to RGB by its photometric interpretation, as Pillow and libtiff do. */
final class TiffColors {
  private final TiffLayout layout;
  private final int bands;

  /**
   * A conversion.
   *
   * @param bands samples of a pixel that are there
   */
  TiffColors(TiffLayout layout, int bands) {
    this.layout = layout;
    this.bands = bands;
  }

  /** Takes the array, 8 bits a sample. */
  RgbImage toRgb(byte[] samples, int width, int height) {
    if (layout.premultiplied) {
      divideByAlpha(samples);
    }
    return switch (layout.photometric) {
      case TiffLayout.CMYK -> CmykConversion.ofInks(width, height, samples);
      case TiffLayout.PALETTE -> new RgbImage(width, height, palette(samples));
      case TiffLayout.YCBCR -> new RgbImage(width, height, fromYcbcr(samples));
      case TiffLayout.RGB -> new RgbImage(width, height, rgb(samples));
      default -> new RgbImage(width, height, grey(samples));
    };
  }

  /** Colours that were multiplied by alpha, the last sample. */
  private void divideByAlpha(byte[] samples) {
    for (int i = 0; i < samples.length; i += bands) {
      int alpha = samples[i + bands - 1] & 0xff;
      for (int band = 0; band < bands - 1; band++) {
        int value = samples[i + band] & 0xff;
        samples[i + band] = (byte) (alpha == 0 ? 0 : Math.min(255, value * 255 / alpha));
      }
    }
  }

  private byte[] grey(byte[] samples) {
    int most = layout.bits < 8 ? (1 << layout.bits) - 1 : 255;
    byte[] rgb = new byte[samples.length / bands * 3];
    for (int i = 0, to = 0; to < rgb.length; i += bands) {
      int value = (samples[i] & 0xff) * 255 / most;
      byte grey = (byte) (layout.photometric == TiffLayout.WHITE_IS_ZERO ? 255 - value : value);
      rgb[to++] = grey;
      rgb[to++] = grey;
      rgb[to++] = grey;
    }
    return rgb;
  }

  private byte[] rgb(byte[] samples) {
    if (bands == 3 && layout.bits >= 8) {
      return samples;
    }
    int most = layout.bits < 8 ? (1 << layout.bits) - 1 : 255;
    byte[] rgb = new byte[samples.length / bands * 3];
    for (int i = 0, to = 0; to < rgb.length; i += bands) {
      for (int band = 0; band < 3; band++) {
        rgb[to++] = (byte) ((samples[i + band] & 0xff) * 255 / most);
      }
    }
    return rgb;
  }

  /** What is beyond the palette is black. */
  private byte[] palette(byte[] samples) {
    byte[] rgb = new byte[samples.length / bands * 3];
    for (int i = 0, to = 0; to < rgb.length; i += bands, to += 3) {
      int from = (samples[i] & 0xff) * 3;
      if (from + 2 < layout.palette.length) {
        System.arraycopy(layout.palette, from, rgb, to, 3);
      }
    }
    return rgb;
  }

  private byte[] fromYcbcr(byte[] samples) {
    if (layout.compression != TiffCompression.JPEG) {
      boolean plain = layout.compression == TiffCompression.NONE && layout.subsampling[0] == 1;
      YcbcrConversion.of(layout.coefficients, layout.reference, plain).convert(samples);
    }
    return samples;
  }
}
