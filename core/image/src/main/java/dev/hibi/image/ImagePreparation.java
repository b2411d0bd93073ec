package dev.hibi.image;

import static dev.hibi.ImageSpec.CHANNELS;

import dev.hibi.ImageSpec;

/**
 * The one way to prepare an image for evaluation: the whole image is resized to a square, divided
 * by 255, and normalised by channel, as an {@link ImageSpec} says.
 *
 * <p>There is no randomness here: equal pixels give equal floats on every machine. The resize
 * equals Pillow's {@code Image.resize(..., BILINEAR)} to the byte, so a model trained here sees in
 * Python what it saw in Java.
 *
 * <p>Immutable and thread-safe.
 */
public final class ImagePreparation {
  private final ImageSpec spec;

  /** What each of the 256 values of a channel becomes, channel by channel. */
  private final float[][] normalized = new float[CHANNELS][256];

  /** Preparation for a model that expects such images. */
  public ImagePreparation(ImageSpec spec) {
    this.spec = spec;
    for (int c = 0; c < CHANNELS; c++) {
      for (int v = 0; v < 256; v++) {
        normalized[c][v] = (v / 255f - spec.mean().get(c)) / spec.std().get(c);
      }
    }
  }

  /** What the images are prepared for. */
  public ImageSpec spec() {
    return spec;
  }

  /**
   * Resizes and normalises a whole image.
   *
   * @param image any size
   * @param out receives float32 (size, size, 3), row by row, red first
   * @param offset where in {@code out} the first value goes
   * @throws IndexOutOfBoundsException if {@code out} is too short
   */
  public void prepare(RgbImage image, float[] out, int offset) {
    normalize(image.resize(spec.size(), spec.size()), out, offset);
  }

  /**
   * Normalises an image that already has the right size.
   *
   * @param image size by size pixels
   * @param out receives float32 (size, size, 3), row by row, red first
   * @param offset where in {@code out} the first value goes
   * @throws IllegalArgumentException if the image has another size
   * @throws IndexOutOfBoundsException if {@code out} is too short
   */
  public void normalize(RgbImage image, float[] out, int offset) {
    int size = spec.size();
    if (image.width() != size || image.height() != size) {
      throw new IllegalArgumentException(
          "wrong image size: expected %dx%d, found %dx%d"
              .formatted(size, size, image.width(), image.height()));
    }
    byte[] pixels = image.pixels();
    float[] red = normalized[0];
    float[] green = normalized[1];
    float[] blue = normalized[2];
    for (int i = 0; i < pixels.length; i += CHANNELS) {
      out[offset + i] = red[pixels[i] & 0xff];
      out[offset + i + 1] = green[pixels[i + 1] & 0xff];
      out[offset + i + 2] = blue[pixels[i + 2] & 0xff];
    }
  }
}
