package dev.hibi.dataset.preparation;

import dev.hibi.Preparation;

/**
 * One random change of an image for training; a {@link TrainingPreprocessing} is made of them.
 *
 * <p>Three kinds exist: those that choose a part of the image and the way it lies, those that
 * change its colours, and those that change its pixels. Whatever the order in which they are
 * listed, parts and ways come first and are taken in one resampling, then colours, then pixels;
 * within each kind the order counts.
 *
 * <p>Immutable and thread-safe. {@code toString} names it with its numbers.
 */
public sealed interface Augmentation
    permits ViewAugmentation, ColorAugmentation, PixelAugmentation {

  /** Its name and every number that decides what it does, for the record. */
  Preparation.Augmentation description();

  /**
   * A rectangle of a random area, anywhere, whose sides' ratio differs from the image's by as much
   * as the area allows.
   *
   * @param minArea least share of the image's area, above 0, at most 1; the most is 1
   * @throws IllegalArgumentException if it is out of range
   */
  static Augmentation resizedCrop(double minArea) {
    return new ViewAugmentation.ResizedCrop(minArea);
  }

  /**
   * A rectangle of a fixed size, anywhere.
   *
   * @param share of the image's width and of its height, above 0, at most 1
   * @throws IllegalArgumentException if it is out of range
   */
  static Augmentation crop(double share) {
    return new ViewAugmentation.Crop(share);
  }

  /** Mirrored left to right, or not. */
  static Augmentation horizontalFlip() {
    return new ViewAugmentation.HorizontalFlip();
  }

  /** One of the eight ways to lay a square: mirrored or not, turned by 0 to 3 quarters. */
  static Augmentation anyOrientation() {
    return new ViewAugmentation.AnyOrientation();
  }

  /**
   * All channels times a factor.
   *
   * @param low least factor, 0 or more
   * @param high greatest factor, low to 2
   * @throws IllegalArgumentException if they are out of range
   */
  static Augmentation brightness(double low, double high) {
    return new ColorAugmentation.Brightness(low, high);
  }

  /**
   * The distance from the image's mean luminance times a factor.
   *
   * @param low least factor, 0 or more
   * @param high greatest factor, low to 2
   * @throws IllegalArgumentException if they are out of range
   */
  static Augmentation contrast(double low, double high) {
    return new ColorAugmentation.Contrast(low, high);
  }

  /**
   * The distance of each channel from the pixel's luminance times a factor.
   *
   * @param low least factor, 0 or more
   * @param high greatest factor, low to 2
   * @throws IllegalArgumentException if they are out of range
   */
  static Augmentation saturation(double low, double high) {
    return new ColorAugmentation.Saturation(low, high);
  }

  /**
   * Out of focus: a Gaussian of 0.3 to so many pixels of the prepared image.
   *
   * @param probability 0 to 1
   * @param maxSigma greatest standard deviation in pixels, 0.3 to 8
   * @throws IllegalArgumentException if they are out of range
   */
  static Augmentation blur(double probability, double maxSigma) {
    return new Blur(probability, maxSigma);
  }

  /**
   * One side of a soft, straight edge lies in shadow.
   *
   * @param probability 0 to 1
   * @param maxDarkness greatest share of light that is lost, 0 to 1
   * @throws IllegalArgumentException if they are out of range
   */
  static Augmentation shadow(double probability, double maxDarkness) {
    return new Shadow(probability, maxDarkness);
  }

  /**
   * What JPEG loses of the luminance: blocks of 8 by 8 are rounded in the frequency domain, by
   * table K.1 of ITU-R T.81.
   *
   * @param probability 0 to 1
   * @param minQuality lowest quality, 1 to 100; the highest is 95
   * @throws IllegalArgumentException if they are out of range
   */
  static Augmentation jpegNoise(double probability, int minQuality) {
    return new JpegNoise(probability, minQuality);
  }

  /**
   * A wall in running bond: its mortar joints are drawn, soft at their edges and here and there in
   * the shadow of the brick above, and each brick is tinted a little otherwise. Colours are
   * multiplied, so that the photograph's own detail, a crack above all, stays what it was.
   *
   * @param probability 0 to 1
   * @throws IllegalArgumentException if it is out of range
   */
  static Augmentation joints(double probability) {
    return new Joints(probability);
  }

  /**
   * A rectangle is painted over with the image's mean colour (DeVries and Taylor, 2017).
   *
   * @param probability 0 to 1
   * @param maxArea greatest share of the image's area, above 0, at most 0.5
   * @throws IllegalArgumentException if they are out of range
   */
  static Augmentation cutOut(double probability, double maxArea) {
    return new CutOut(probability, maxArea);
  }
}
