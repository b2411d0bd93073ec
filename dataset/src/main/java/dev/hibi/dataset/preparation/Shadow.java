package dev.hibi.dataset.preparation;

import dev.hibi.Preparation;
import java.util.random.RandomGenerator;

/** {@link Augmentation#shadow}. */
record Shadow(double probability, double maxDarkness) implements PixelAugmentation {
  private static final double MIN_DARKNESS = 0.1;
  private static final double MIN_SOFTNESS = 0.02;
  private static final double MAX_SOFTNESS = 0.3;

  Shadow {
    AugmentationRange.check("probability of a shadow", probability, 0, 1);
    AugmentationRange.check("greatest darkness of a shadow", maxDarkness, MIN_DARKNESS, 1);
  }

  @Override
  public Change drawChange(RandomGenerator random) {
    double angle = SampleRandom.uniform(random, 0, 2 * Math.PI);
    double x = SampleRandom.uniform(random, 0, 1);
    double y = SampleRandom.uniform(random, 0, 1);
    double softness = SampleRandom.uniform(random, MIN_SOFTNESS, MAX_SOFTNESS);
    float darkness = (float) SampleRandom.uniform(random, MIN_DARKNESS, maxDarkness);
    float right = (float) (StrictMath.cos(angle) / softness);
    float down = (float) (StrictMath.sin(angle) / softness);
    float start = (float) (0.5 - x * right - y * down);
    return (pixels, offset, size, scratch) ->
        darken(pixels, offset, size, start, right / size, down / size, darkness);
  }

  /** The depth in shadow grows linearly from 0 to 1 across the soft edge. */
  private static void darken(
      float[] pixels, int offset, int size, float start, float right, float down, float darkness) {
    for (int y = 0, i = offset; y < size; y++) {
      for (int x = 0; x < size; x++, i += 3) {
        float depth = Math.max(0, Math.min(1, start + right * x + down * y));
        float light = 1 - darkness * depth;
        pixels[i] *= light;
        pixels[i + 1] *= light;
        pixels[i + 2] *= light;
      }
    }
  }

  @Override
  public Preparation.Augmentation description() {
    return Preparation.Augmentation.of("shadow")
        .with("probability", probability)
        .with("minDarkness", MIN_DARKNESS)
        .with("maxDarkness", maxDarkness)
        .with("minSoftness", MIN_SOFTNESS)
        .with("maxSoftness", MAX_SOFTNESS);
  }

  @Override
  public String toString() {
    return "shadow(" + probability + ", " + maxDarkness + ")";
  }
}
