package dev.hibi.dataset.preparation;

import dev.hibi.Preparation;
import java.util.random.RandomGenerator;

/** {@link Augmentation#cutOut}. */
record CutOut(double probability, double maxArea) implements PixelAugmentation {
  private static final double MIN_AREA = 0.01;
  private static final double MAX_RATIO = 3;

  CutOut {
    AugmentationRange.check("probability of a cut-out", probability, 0, 1);
    AugmentationRange.check("greatest area of a cut-out", maxArea, MIN_AREA, 0.5);
  }

  @Override
  public Change drawChange(RandomGenerator random) {
    double area = SampleRandom.uniform(random, MIN_AREA, maxArea);
    double stretch = StrictMath.pow(MAX_RATIO, SampleRandom.uniform(random, -0.5, 0.5));
    double width = Math.min(1, StrictMath.sqrt(area) * stretch);
    double height = Math.min(1, StrictMath.sqrt(area) / stretch);
    double x = SampleRandom.uniform(random, 0, 1 - width);
    double y = SampleRandom.uniform(random, 0, 1 - height);
    return (pixels, offset, size, scratch) ->
        paint(
            pixels,
            offset,
            size,
            (int) (x * size),
            (int) (y * size),
            (int) Math.ceil(width * size),
            (int) Math.ceil(height * size));
  }

  private static void paint(
      float[] pixels, int offset, int size, int left, int top, int width, int height) {
    double[] mean = new double[3];
    for (int i = 0; i < size * size * 3; i += 3) {
      mean[0] += pixels[offset + i];
      mean[1] += pixels[offset + i + 1];
      mean[2] += pixels[offset + i + 2];
    }
    for (int y = top; y < Math.min(size, top + height); y++) {
      for (int x = left; x < Math.min(size, left + width); x++) {
        for (int c = 0; c < 3; c++) {
          pixels[offset + (y * size + x) * 3 + c] = (float) (mean[c] / (size * size));
        }
      }
    }
  }

  @Override
  public Preparation.Augmentation description() {
    return Preparation.Augmentation.of("cutOut")
        .with("probability", probability)
        .with("minArea", MIN_AREA)
        .with("maxArea", maxArea)
        .with("maxRatio", MAX_RATIO);
  }

  @Override
  public String toString() {
    return "cutOut(" + probability + ", " + maxArea + ")";
  }
}
