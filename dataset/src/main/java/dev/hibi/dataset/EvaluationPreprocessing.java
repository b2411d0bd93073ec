package dev.hibi.dataset;

import dev.hibi.ImageSpec;
import dev.hibi.image.ImagePreparation;
import dev.hibi.image.RgbImage;
import java.util.random.RandomGenerator;

/**
 * The whole image, resized and normalised as {@link ImagePreparation} does; nothing is random.
 *
 * @param spec size and normalisation
 */
public record EvaluationPreprocessing(ImageSpec spec) implements Preprocessing {
  @Override
  public void prepare(RgbImage image, RandomGenerator random, float[] out, int offset) {
    new ImagePreparation(spec).prepare(image, out, offset);
  }
}
