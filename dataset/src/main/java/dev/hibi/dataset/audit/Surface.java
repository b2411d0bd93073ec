package dev.hibi.dataset.audit;

import dev.hibi.image.RgbImage;
import dev.hibi.image.UnreadableImageException;
import java.io.Serializable;

/**
 * What a picture shows without its light and shade, at two scales: the luminance less its mean over
 * the surroundings. Two photographs of smooth concrete under a slanting light correlate highly as
 * they are; their surfaces do not.
 *
 * <p>Immutable; 20 KB, which can be sent elsewhere to be {@linkplain Comparison#of compared}.
 */
public final class Surface implements Serializable {
  private static final long serialVersionUID = 1L;

  static final int FINE = 64;
  static final int COARSE = 32;

  /** A quarter of the side, in all. */
  private static final int RADIUS = 8;

  /** Greatest value, in mean absolute values. */
  private static final float CLAMP = 1.5f;

  final float[] fine;
  final float[] coarse;

  /**
   * What an image shows.
   *
   * @param file the bytes of its file
   * @param name what to call it in messages
   * @throws UnreadableImageException if it is no image, or broken or too large
   */
  public static Surface of(byte[] file, String name) throws UnreadableImageException {
    return of(RgbImage.decode(file, name));
  }

  static Surface of(RgbImage image) {
    return new Surface(Luminance.of(image).limited().resize(FINE, FINE));
  }

  /** Of a luminance of 64x64. */
  Surface(float[] plane) {
    float[] smooth = transpose(smoothRows(transpose(smoothRows(plane))));
    fine = new float[plane.length];
    for (int i = 0; i < fine.length; i++) {
      fine[i] = plane[i] - smooth[i];
    }
    clamp(fine);
    coarse = new float[COARSE * COARSE];
    for (int y = 0, i = 0; y < COARSE; y++) {
      for (int x = 0; x < COARSE; x++, i++) {
        int from = 2 * y * FINE + 2 * x;
        coarse[i] = (fine[from] + fine[from + 1] + fine[from + FINE] + fine[from + FINE + 1]) / 4;
      }
    }
  }

  /** So that a dark crack does not outweigh the texture around it. */
  private static void clamp(float[] values) {
    float sum = 0;
    for (float value : values) {
      sum += Math.abs(value);
    }
    float limit = CLAMP * sum / values.length;
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(-limit, Math.min(limit, values[i]));
    }
  }

  /** Mean over 2 * RADIUS + 1 columns; the border is a mirror. */
  private static float[] smoothRows(float[] in) {
    float[] out = new float[in.length];
    for (int y = 0; y < FINE; y++) {
      for (int x = 0; x < FINE; x++) {
        float sum = 0;
        for (int d = -RADIUS; d <= RADIUS; d++) {
          int at = x + d;
          at = at < 0 ? -at : at >= FINE ? 2 * FINE - 2 - at : at;
          sum += in[y * FINE + at];
        }
        out[y * FINE + x] = sum / (2 * RADIUS + 1);
      }
    }
    return out;
  }

  private static float[] transpose(float[] in) {
    return Form.TRANSPOSED.apply(in, FINE);
  }
}
