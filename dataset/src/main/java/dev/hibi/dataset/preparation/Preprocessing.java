package dev.hibi.dataset.preparation;

import dev.hibi.ImageSpec;
import dev.hibi.Preparation;
import dev.hibi.image.RgbImage;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes of an image what a model takes: float32 (size, size, 3), RGB, mean/std normalised.
 *
 * <p>Implementations are thread-safe, and everything random in them comes from the generator they
 * are given, so that equal (seed, epoch, entry) gives equal floats.
 *
 * @see EvaluationPreprocessing
 * @see TrainingPreprocessing
 */
public interface Preprocessing {

  /** Size and normalisation of what {@link #prepare} writes. */
  ImageSpec spec();

  /**
   * The random changes that it makes, in order, each with every number that decides what it does:
   * what is written into a run's record and compared when the run goes on. Empty if it makes none.
   *
   * <p>The default is the class's name without a number, which says that something is done but not
   * what: two objects of one class look alike by it. Whoever has settings tells them here.
   */
  default List<Preparation.Augmentation> description() {
    return List.of(Preparation.Augmentation.of(getClass().getName()));
  }

  /**
   * Prepares one image.
   *
   * @param image any size; not written to
   * @param random the only source of randomness, at the start of this sample's sequence
   * @param out receives float32 (size, size, 3), row by row, red first
   * @param offset where in {@code out} the first value goes
   */
  void prepare(RgbImage image, RandomGenerator random, float[] out, int offset);
}
