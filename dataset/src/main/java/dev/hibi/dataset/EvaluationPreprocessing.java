package dev.hibi.dataset;

import dev.hibi.ImageSpec;
import dev.hibi.RgbImage;
import java.util.random.RandomGenerator;

/**
 * The whole image, resized and normalised as {@link ImageSpec#prepare} does; nothing is random.
 *
 * @param spec size and normalisation
 */
public record EvaluationPreprocessing(ImageSpec spec) implements Preprocessing {
  @Override
  public void prepare(RgbImage image, RandomGenerator random, float[] out, int offset) {
    spec.prepare(image, out, offset);
  }
}
