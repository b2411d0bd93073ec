package dev.hibi;

import java.util.List;

/**
 * What a model expects of an image, and the one way to prepare it for evaluation: the whole image
 * is resized to a square, divided by 255, and normalised by channel.
 *
 * <p>There is no randomness here; {@link #prepare} of equal pixels gives equal floats on every
 * machine. The resize equals Pillow's {@code Image.resize(..., BILINEAR)} to the byte, so a model
 * trained here sees in Python what it saw in Java.
 *
 * <p>Immutable and thread-safe.
 *
 * @param size edge of the square in pixels, 8 to 4096
 * @param mean of red, green and blue, in units of 1 (after the division by 255)
 * @param std of red, green and blue, in units of 1, above 0
 */
public record ImageSpec(int size, List<Float> mean, List<Float> std) {

  /** Channels of every prepared image: red, green, blue. */
  public static final int CHANNELS = 3;

  private static final List<Float> IMAGENET_MEAN = List.of(0.485f, 0.456f, 0.406f);
  private static final List<Float> IMAGENET_STD = List.of(0.229f, 0.224f, 0.225f);

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if the size is out of range, or mean or std have not three
   *     finite values, or a std is not above 0
   */
  public ImageSpec {
    if (size < 8 || size > 4096) {
      throw new IllegalArgumentException("bad image size: expected 8 to 4096, found " + size);
    }
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != CHANNELS || !mean.stream().allMatch(Float::isFinite)) {
      throw new IllegalArgumentException("bad mean: expected 3 finite values, found " + mean);
    }
    if (std.size() != CHANNELS || !std.stream().allMatch(s -> Float.isFinite(s) && s > 0)) {
      throw new IllegalArgumentException("bad std: expected 3 values above 0, found " + std);
    }
  }

  /** A square of this size with the mean and std of ImageNet, as torchvision's weights expect. */
  public static ImageSpec imagenet(int size) {
    return new ImageSpec(size, IMAGENET_MEAN, IMAGENET_STD);
  }

  /** Number of floats of one prepared image: size * size * 3. */
  public int floatCount() {
    return size * size * CHANNELS;
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
    normalize(image.resize(size, size), out, offset);
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
    if (image.width() != size || image.height() != size) {
      throw new IllegalArgumentException(
          "wrong image size: expected %dx%d, found %dx%d"
              .formatted(size, size, image.width(), image.height()));
    }
    float[][] table = new float[CHANNELS][256];
    for (int c = 0; c < CHANNELS; c++) {
      for (int v = 0; v < 256; v++) {
        table[c][v] = (v / 255f - mean.get(c)) / std.get(c);
      }
    }
    byte[] pixels = image.pixels();
    float[] red = table[0];
    float[] green = table[1];
    float[] blue = table[2];
    for (int i = 0; i < pixels.length; i += CHANNELS) {
      out[offset + i] = red[pixels[i] & 0xff];
      out[offset + i + 1] = green[pixels[i + 1] & 0xff];
      out[offset + i + 2] = blue[pixels[i + 2] & 0xff];
    }
  }
}
