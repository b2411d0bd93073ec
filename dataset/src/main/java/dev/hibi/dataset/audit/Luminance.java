package dev.hibi.dataset.audit;

import dev.hibi.image.RgbImage;

/** The luminance (ITU-R BT.601) of a picture: floats (height, width), 0 to 255, row by row. */
record Luminance(int width, int height, Plane plane) {
  /** Longest side at which pictures are measured; larger ones are shrunk to it first. */
  static final int MAX_SIDE = 256;

  private static final int FAR = 4;

  /** An array that a record may hold. */
  static final class Plane {
    final float[] values;

    Plane(float[] values) {
      this.values = values;
    }
  }

  static Luminance of(RgbImage image) {
    byte[] rgb = image.pixels();
    float[] values = new float[rgb.length / 3];
    for (int i = 0, p = 0; i < values.length; i++, p += 3) {
      values[i] =
          (299 * (rgb[p] & 0xff) + 587 * (rgb[p + 1] & 0xff) + 114 * (rgb[p + 2] & 0xff)) / 1000f;
    }
    return new Luminance(image.width(), image.height(), new Plane(values));
  }

  /** Shrunk so that no side is longer than {@link #MAX_SIDE}. */
  Luminance limited() {
    int longest = Math.max(width, height);
    if (longest <= MAX_SIDE) {
      return this;
    }
    int newWidth = (int) Math.max(1, (long) width * MAX_SIDE / longest);
    int newHeight = (int) Math.max(1, (long) height * MAX_SIDE / longest);
    return new Luminance(newWidth, newHeight, new Plane(resize(newWidth, newHeight)));
  }

  /** Each new pixel is the mean of the area under it, so that mirroring commutes with it. */
  float[] resize(int newWidth, int newHeight) {
    float[] narrow = new float[newWidth * height];
    shrinkRows(plane.values, height, width, newWidth, narrow);
    float[] turned = transpose(narrow, height, newWidth);
    float[] small = new float[newWidth * newHeight];
    shrinkRows(turned, newWidth, height, newHeight, small);
    return transpose(small, newWidth, newHeight);
  }

  private static void shrinkRows(float[] in, int rows, int from, int to, float[] out) {
    double scale = (double) from / to;
    for (int x = 0; x < to; x++) {
      double left = x * scale;
      double right = Math.min(from, (x + 1) * scale);
      int first = (int) left;
      int last = Math.min(from - 1, (int) Math.ceil(right) - 1);
      for (int row = 0; row < rows; row++) {
        double sum = 0;
        for (int i = first; i <= last; i++) {
          sum += in[row * from + i] * (Math.min(right, i + 1) - Math.max(left, i));
        }
        out[row * to + x] = (float) (sum / (right - left));
      }
    }
  }

  private static float[] transpose(float[] in, int rows, int columns) {
    float[] out = new float[in.length];
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        out[x * rows + y] = in[y * columns + x];
      }
    }
    return out;
  }

  static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  static double deviation(float[] values) {
    double mean = mean(values);
    double squares = 0;
    for (float value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / values.length);
  }

  /**
   * How soft the picture is: the mean squared difference of pixels {@value #FAR} apart, relative to
   * that of neighbours, along both axes. 1 for noise, {@value #FAR} squared for a perfect ramp. Not
   * the variance of the Laplacian, which on faint textures is mostly the rounding of the pixels.
   *
   * @return 0 if neighbours do not differ or a side is too short
   */
  double softness() {
    float[] v = plane.values;
    double near = 0;
    double far = 0;
    for (int y = 0; y < height - FAR; y++) {
      for (int x = 0, i = y * width; x < width - FAR; x++, i++) {
        float across = v[i + 1] - v[i];
        float down = v[i + width] - v[i];
        float farAcross = v[i + FAR] - v[i];
        float farDown = v[i + FAR * width] - v[i];
        near += across * across + down * down;
        far += farAcross * farAcross + farDown * farDown;
      }
    }
    return near == 0 ? 0 : far / near;
  }
}
