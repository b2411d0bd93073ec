package dev.hibi.dataset;

import dev.hibi.ImageSpec;
import dev.hibi.RgbImage;
import java.util.random.RandomGenerator;

/** Factors of brightness and contrast; 1 changes nothing. */
record ColorJitter(float brightness, float contrast) {
  private static final double LOW = 0.8;
  private static final double HIGH = 1.2;

  static ColorJitter draw(RandomGenerator random) {
    return new ColorJitter(
        (float) SampleRandom.uniform(random, LOW, HIGH),
        (float) SampleRandom.uniform(random, LOW, HIGH));
  }

  /** What becomes of each byte value, normalised: float32 (3, 256). */
  float[][] tables(RgbImage image, ImageSpec spec) {
    float middle = Math.min(1, brightness * meanLuminance(image));
    float[][] tables = new float[ImageSpec.CHANNELS][256];
    for (int v = 0; v < 256; v++) {
      float bright = clip(v / 255f * brightness);
      float value = clip((bright - middle) * contrast + middle);
      for (int c = 0; c < ImageSpec.CHANNELS; c++) {
        tables[c][v] = (value - spec.mean().get(c)) / spec.std().get(c);
      }
    }
    return tables;
  }

  /** 0 to 1, by the weights of ITU-R BT.601. */
  private static float meanLuminance(RgbImage image) {
    byte[] pixels = image.pixels();
    long red = 0;
    long green = 0;
    long blue = 0;
    for (int i = 0; i < pixels.length; i += 3) {
      red += pixels[i] & 0xff;
      green += pixels[i + 1] & 0xff;
      blue += pixels[i + 2] & 0xff;
    }
    double weighted = 299.0 * red + 587.0 * green + 114.0 * blue;
    return (float) (weighted / (1000.0 * 255 * pixels.length / ImageSpec.CHANNELS));
  }

  private static float clip(float value) {
    return Math.max(0, Math.min(1, value));
  }
}
