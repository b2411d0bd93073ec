package dev.hibi.dataset;

import dev.hibi.ImageSpec;
import dev.hibi.RgbImage;
import java.util.random.RandomGenerator;

/**
 * A random view of an image for training, in this order:
 *
 * <ol>
 *   <li>a rectangle of 80 to 100 % of the area, anywhere, whose sides' ratio differs from the
 *       image's by as much as the area allows;
 *   <li>resized to the square, as for evaluation;
 *   <li>one of the eight ways to lay a square: mirrored or not, turned by 0 to 3 quarters (a crack
 *       has no upper side);
 *   <li>brightness times 0.8 to 1.2, then contrast (distance from the mean luminance) times 0.8 to
 *       1.2, each clipped to the range of a pixel;
 *   <li>normalised.
 * </ol>
 *
 * <p>Immutable and thread-safe.
 */
public final class TrainingPreprocessing implements Preprocessing {
  private final ImageSpec spec;

  private TrainingPreprocessing(ImageSpec spec) {
    this.spec = spec;
  }

  /** Training views of this size and normalisation. */
  public static TrainingPreprocessing of(ImageSpec spec) {
    return new TrainingPreprocessing(spec);
  }

  @Override
  public ImageSpec spec() {
    return spec;
  }

  @Override
  public void prepare(RgbImage image, RandomGenerator random, float[] out, int offset) {
    RandomCrop crop = RandomCrop.draw(image.width(), image.height(), random);
    Orientation orientation = Orientation.draw(random);
    ColorJitter jitter = ColorJitter.draw(random);

    RgbImage square = crop.of(image).resize(spec.size(), spec.size());
    orientation.write(square, jitter.tables(square, spec), out, offset);
  }

  @Override
  public String toString() {
    return "TrainingPreprocessing[spec=" + spec + "]";
  }
}
