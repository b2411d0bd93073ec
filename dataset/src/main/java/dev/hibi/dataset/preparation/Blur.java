package dev.hibi.dataset.preparation;

import dev.hibi.Preparation;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** {@link Augmentation#blur}. */
record Blur(double probability, double maxSigma) implements PixelAugmentation {
  private static final double MIN_SIGMA = 0.3;
  private static final double RADIUS_IN_SIGMAS = 2.5;

  Blur {
    AugmentationRange.check("probability of a blur", probability, 0, 1);
    AugmentationRange.check("greatest sigma of a blur", maxSigma, MIN_SIGMA, 8);
  }

  @Override
  public Change drawChange(RandomGenerator random) {
    float[] kernel = kernel(SampleRandom.uniform(random, MIN_SIGMA, maxSigma));
    return (pixels, offset, size, scratch) -> {
      int row = size * 3;
      for (int y = 0; y < size; y++) {
        along(pixels, offset + y * row, 3, size, kernel, scratch, y * row);
      }
      across(scratch, row, size, kernel, pixels, offset);
    };
  }

  /** From the middle outwards; the whole, both sides of it, sums to 1. */
  private static float[] kernel(double sigma) {
    double[] exact = new double[1 + (int) Math.ceil(RADIUS_IN_SIGMAS * sigma)];
    double sum = 0;
    for (int i = 0; i < exact.length; i++) {
      exact[i] = StrictMath.exp(-i * i / (2 * sigma * sigma));
      sum += i == 0 ? exact[i] : 2 * exact[i];
    }
    float[] kernel = new float[exact.length];
    for (int i = 0; i < exact.length; i++) {
      kernel[i] = (float) (exact[i] / sum);
    }
    return kernel;
  }

  /** One row of interleaved pixels; beyond its ends the last pixel goes on. */
  private static void along(
      float[] in, int from, int step, int size, float[] kernel, float[] out, int to) {
    int last = (size - 1) * step;
    for (int i = 0; i < size * step; i++) {
      int channel = i % step;
      float sum = kernel[0] * in[from + i];
      for (int k = 1; k < kernel.length; k++) {
        int left = Math.max(i - k * step, channel);
        int right = Math.min(i + k * step, last + channel);
        sum += kernel[k] * (in[from + left] + in[from + right]);
      }
      out[to + i] = sum;
    }
  }

  /** All columns, row by row of the result. */
  private static void across(
      float[] in, int row, int size, float[] kernel, float[] out, int offset) {
    for (int y = 0; y < size; y++) {
      int to = offset + y * row;
      Arrays.fill(out, to, to + row, 0);
      for (int k = 1 - kernel.length; k < kernel.length; k++) {
        int from = Math.max(0, Math.min(size - 1, y + k)) * row;
        float weight = kernel[Math.abs(k)];
        for (int i = 0; i < row; i++) {
          out[to + i] += weight * in[from + i];
        }
      }
    }
  }

  @Override
  public Preparation.Augmentation description() {
    return Preparation.Augmentation.of("blur")
        .with("probability", probability)
        .with("minSigma", MIN_SIGMA)
        .with("maxSigma", maxSigma);
  }

  @Override
  public String toString() {
    return "blur(" + probability + ", " + maxSigma + ")";
  }
}
