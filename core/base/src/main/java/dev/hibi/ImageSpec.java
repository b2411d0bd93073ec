package dev.hibi;

import java.util.List;

/**
 * What a model expects of an image: a square of red, green and blue, divided by 255 and normalised
 * by channel.
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
}
