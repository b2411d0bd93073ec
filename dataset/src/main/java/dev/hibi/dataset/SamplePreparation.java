package dev.hibi.dataset;

import dev.hibi.image.ColorPlanes;
import dev.hibi.image.ImageDecoding;
import dev.hibi.image.RgbImage;
import java.io.IOException;

/** From a position among images to a prepared sample: read, decoded or remembered, prepared. */
final class SamplePreparation {
  private final LabelledImages images;
  private final ImageDecoding decoding;
  private final Preprocessing preprocessing;
  private final DecodedCache cache;
  private final long seed;

  SamplePreparation(
      LabelledImages images, Preprocessing preprocessing, DecodedCache cache, long seed) {
    this.images = images;
    this.decoding = images.sources().decoding();
    this.preprocessing = preprocessing;
    this.cache = cache;
    this.seed = seed;
  }

  long seed() {
    return seed;
  }

  private String name(int position) {
    return images.sources().sample(position).name();
  }

  /** Writes one sample: float32 (size, size, 3). */
  void prepare(int position, int epoch, float[] out) throws IOException {
    Object image = decoded(position);
    SampleRandom random = SampleRandom.of(seed, epoch, images.sources().entry(position));
    try {
      if (image instanceof ColorPlanes planes
          && preprocessing instanceof TrainingPreprocessing training) {
        training.prepare(planes, random, out, 0);
      } else {
        preprocessing.prepare((RgbImage) image, random, out, 0);
      }
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "preparation failed: expected a prepared image, found '%s' (%s)"
              .formatted(e, name(position)),
          e);
    }
  }

  private ColorPlanes planes(byte[] file, int size, int position) throws IOException {
    return SquareView.takesYcbcr(size)
        // Even a part of half the width has enough pixels then.
        ? decoding.planes(file, 2 * size, () -> name(position))
        : ColorPlanes.of(decoding.rgb(file, () -> name(position)));
  }

  /** In the form that the preprocessing takes: planes, or RGB. */
  private Object decoded(int position) throws IOException {
    Object kept = cache.get(position);
    if (kept != null) {
      return kept;
    }
    byte[] file = images.sources().bytes(position);
    int size = preprocessing.spec().size();
    if (preprocessing instanceof TrainingPreprocessing) {
      ColorPlanes planes = planes(file, size, position);
      if (cache.reserve(planes.byteCount())) {
        cache.put(position, planes.copy(), planes.byteCount());
      }
      return planes;
    }
    RgbImage image = decoding.rgb(file, () -> name(position));
    if (preprocessing instanceof EvaluationPreprocessing) {
      image = image.resize(size, size); // all that evaluation will ask for
    }
    int byteCount = image.pixels().length;
    if (cache.reserve(byteCount)) {
      cache.put(position, image, byteCount);
    }
    return image;
  }
}
