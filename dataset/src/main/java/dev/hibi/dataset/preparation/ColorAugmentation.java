package dev.hibi.dataset.preparation;

import dev.hibi.Preparation;
import java.util.random.RandomGenerator;

/** Changes colours by a factor that is drawn from a range. */
sealed interface ColorAugmentation extends Augmentation {
  /** Least factor. */
  double low();

  /** Greatest factor. */
  double high();

  /**
   * Adds this change to others.
   *
   * @param meanLuminance of the view before any change, 0 to 1
   */
  ColorAdjustment adjust(ColorAdjustment color, double factor, double meanLuminance);

  /** Draws a factor. */
  default Change draw(RandomGenerator random) {
    double factor = SampleRandom.uniform(random, low(), high());
    return (color, meanLuminance) -> adjust(color, factor, meanLuminance);
  }

  /** A change whose factor is decided. */
  @FunctionalInterface
  interface Change {
    ColorAdjustment add(ColorAdjustment color, double meanLuminance);
  }

  /** {@link Augmentation#brightness}. */
  record Brightness(double low, double high) implements ColorAugmentation {
    public Brightness {
      AugmentationRange.checkFactors("brightness", low, high);
    }

    @Override
    public ColorAdjustment adjust(ColorAdjustment color, double factor, double meanLuminance) {
      return color.brightness(factor);
    }

    @Override
    public Preparation.Augmentation description() {
      return Preparation.Augmentation.of("brightness").with("low", low).with("high", high);
    }

    @Override
    public String toString() {
      return "brightness(" + low + ", " + high + ")";
    }
  }

  /** {@link Augmentation#contrast}. */
  record Contrast(double low, double high) implements ColorAugmentation {
    public Contrast {
      AugmentationRange.checkFactors("contrast", low, high);
    }

    @Override
    public ColorAdjustment adjust(ColorAdjustment color, double factor, double meanLuminance) {
      return color.contrast(factor, meanLuminance);
    }

    @Override
    public Preparation.Augmentation description() {
      return Preparation.Augmentation.of("contrast").with("low", low).with("high", high);
    }

    @Override
    public String toString() {
      return "contrast(" + low + ", " + high + ")";
    }
  }

  /** {@link Augmentation#saturation}. */
  record Saturation(double low, double high) implements ColorAugmentation {
    public Saturation {
      AugmentationRange.checkFactors("saturation", low, high);
    }

    @Override
    public ColorAdjustment adjust(ColorAdjustment color, double factor, double meanLuminance) {
      return color.saturation(factor);
    }

    @Override
    public Preparation.Augmentation description() {
      return Preparation.Augmentation.of("saturation").with("low", low).with("high", high);
    }

    @Override
    public String toString() {
      return "saturation(" + low + ", " + high + ")";
    }
  }
}
