package dev.hibi.dataset.preparation;

import dev.hibi.Preparation;
import java.util.random.RandomGenerator;

/** {@link Augmentation#jpegNoise}. */
record JpegNoise(double probability, int minQuality) implements PixelAugmentation {
  private static final int MAX_QUALITY = 95;
  private static final int BLOCK = 8;

  /** Quantisation of luminance at quality 50: table K.1 of ITU-R T.81, row by row. */
  private static final int[] LUMINANCE = {
    16, 11, 10, 16, 24, 40, 51, 61, //
    12, 12, 14, 19, 26, 58, 60, 55, //
    14, 13, 16, 24, 40, 57, 69, 56, //
    14, 17, 22, 29, 51, 87, 80, 62, //
    18, 22, 37, 56, 68, 109, 103, 77, //
    24, 35, 55, 64, 81, 104, 113, 92, //
    49, 64, 78, 87, 103, 121, 120, 101, //
    72, 92, 95, 98, 112, 100, 103, 99,
  };

  /** The orthonormal DCT-II: row u, column x. */
  private static final float[] COSINES = new float[BLOCK * BLOCK];

  static {
    for (int u = 0; u < BLOCK; u++) {
      double scale = StrictMath.sqrt((u == 0 ? 1.0 : 2.0) / BLOCK);
      for (int x = 0; x < BLOCK; x++) {
        double angle = (2 * x + 1) * u * Math.PI / (2 * BLOCK);
        COSINES[u * BLOCK + x] = (float) (scale * StrictMath.cos(angle));
      }
    }
  }

  JpegNoise {
    AugmentationRange.check("probability of JPEG noise", probability, 0, 1);
    AugmentationRange.check("lowest quality of JPEG noise", minQuality, 1, MAX_QUALITY);
  }

  @Override
  public Change drawChange(RandomGenerator random) {
    int quality = (int) SampleRandom.uniform(random, minQuality, MAX_QUALITY + 1);
    float[] steps = steps(quality);
    return (pixels, offset, size, scratch) -> {
      Block block = new Block(steps);
      for (int y = 0; y < size; y += BLOCK) {
        for (int x = 0; x < size; x += BLOCK) {
          block.apply(pixels, offset, size, y, x);
        }
      }
    };
  }

  /** Quantisation steps as libjpeg scales them, in units of 1/255. */
  private static float[] steps(int quality) {
    int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    float[] steps = new float[LUMINANCE.length];
    for (int i = 0; i < steps.length; i++) {
      int step = Math.max(1, Math.min(255, (LUMINANCE[i] * scale + 50) / 100));
      steps[i] = step / 255f;
    }
    return steps;
  }

  /** The block under work. */
  private static final class Block {
    private final float[] steps;
    private final float[] luma = new float[BLOCK * BLOCK];
    private final float[] before = new float[BLOCK * BLOCK];
    private final float[] half = new float[BLOCK * BLOCK];

    Block(float[] steps) {
      this.steps = steps;
    }

    /** Beyond the image's edges its last pixels go on. */
    void apply(float[] pixels, int offset, int size, int top, int left) {
      for (int i = 0; i < luma.length; i++) {
        int y = Math.min(size - 1, top + i / BLOCK);
        int x = Math.min(size - 1, left + i % BLOCK);
        int p = offset + (y * size + x) * 3;
        luma[i] = 0.299f * pixels[p] + 0.587f * pixels[p + 1] + 0.114f * pixels[p + 2] - 0.5f;
        before[i] = luma[i];
      }
      transform(true);
      for (int i = 0; i < luma.length; i++) {
        luma[i] = Math.round(luma[i] / steps[i]) * steps[i];
      }
      transform(false);
      for (int i = 0; i < luma.length; i++) {
        int y = top + i / BLOCK;
        int x = left + i % BLOCK;
        if (y < size && x < size) {
          int p = offset + (y * size + x) * 3;
          float noise = luma[i] - before[i];
          pixels[p] = clipped(pixels[p] + noise);
          pixels[p + 1] = clipped(pixels[p + 1] + noise);
          pixels[p + 2] = clipped(pixels[p + 2] + noise);
        }
      }
    }

    private static float clipped(float value) {
      return Math.max(0, Math.min(1, value));
    }

    /** Rows, then columns; each pass transposes. */
    private void transform(boolean forward) {
      pass(luma, half, forward);
      pass(half, luma, forward);
    }

    private static void pass(float[] in, float[] out, boolean forward) {
      for (int r = 0; r < BLOCK; r++) {
        for (int u = 0; u < BLOCK; u++) {
          float sum = 0;
          for (int x = 0; x < BLOCK; x++) {
            sum += in[r * BLOCK + x] * COSINES[forward ? u * BLOCK + x : x * BLOCK + u];
          }
          out[u * BLOCK + r] = sum;
        }
      }
    }
  }

  @Override
  public Preparation.Augmentation description() {
    return Preparation.Augmentation.of("jpegNoise")
        .with("probability", probability)
        .with("minQuality", minQuality)
        .with("maxQuality", MAX_QUALITY);
  }

  @Override
  public String toString() {
    return "jpegNoise(" + probability + ", " + minQuality + ")";
  }
}
