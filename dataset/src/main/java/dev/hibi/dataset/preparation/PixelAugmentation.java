package dev.hibi.dataset.preparation;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Changes the pixels of some images. */
sealed interface PixelAugmentation extends Augmentation
    permits Blur, CutOut, JpegNoise, Joints, Shadow {

  /** How likely an image is changed, 0 to 1. */
  double probability();

  /** Draws a change, whether or not it is made. */
  Change drawChange(RandomGenerator random);

  /** Draws a change; null where this image stays as it is. Draws as often either way. */
  default @Nullable Change draw(RandomGenerator random) {
    boolean happens = SampleRandom.uniform(random, 0, 1) < probability();
    Change change = drawChange(random);
    return happens ? change : null;
  }

  /** One change, with everything random in it decided. */
  interface Change {
    /**
     * Changes pixels in place.
     *
     * @param pixels float32 (size, size, 3), 0 to 1, from the offset on
     * @param scratch as many floats, their content arbitrary
     */
    void apply(float[] pixels, int offset, int size, float[] scratch);
  }
}
