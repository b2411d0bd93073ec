package dev.hibi.dataset.preparation;

/**
 * What becomes of colours: each channel, 0 to 1, is multiplied by the gain and raised by the
 * offset, after its distance from the pixel's luminance was multiplied by the saturation. The
 * result is clipped to 0 to 1.
 */
record ColorAdjustment(double gain, double offset, double saturation) {
  static final ColorAdjustment NONE = new ColorAdjustment(1, 0, 1);

  ColorAdjustment brightness(double factor) {
    return new ColorAdjustment(gain * factor, offset * factor, saturation);
  }

  /**
   * Multiplies the distance from the mean.
   *
   * @param meanLuminance of the image before any adjustment, 0 to 1
   */
  ColorAdjustment contrast(double factor, double meanLuminance) {
    double middle = gain * meanLuminance + offset;
    return new ColorAdjustment(gain * factor, offset * factor + middle * (1 - factor), saturation);
  }

  ColorAdjustment saturation(double factor) {
    return new ColorAdjustment(gain, offset, saturation * factor);
  }
}
