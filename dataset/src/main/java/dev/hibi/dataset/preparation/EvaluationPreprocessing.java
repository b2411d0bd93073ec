package dev.hibi.dataset.preparation;

import dev.hibi.ImageSpec;
import dev.hibi.Preparation;
import dev.hibi.image.ImagePreparation;
import dev.hibi.image.RgbImage;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The whole image, resized and normalised as {@link ImagePreparation} does; nothing is random.
 *
 * @param spec size and normalisation
 */
public record EvaluationPreprocessing(ImageSpec spec) implements Preprocessing {

  /** Nothing: the numbers depend on the image and the spec alone. */
  @Override
  public List<Preparation.Augmentation> description() {
    return List.of();
  }

  @Override
  public void prepare(RgbImage image, RandomGenerator random, float[] out, int offset) {
    new ImagePreparation(spec).prepare(image, out, offset);
  }
}
