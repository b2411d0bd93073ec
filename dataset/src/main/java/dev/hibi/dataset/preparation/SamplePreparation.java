package dev.hibi.dataset.preparation;

import dev.hibi.ImageSpec;
import dev.hibi.Preparation;
import dev.hibi.image.ColorPlanes;
import dev.hibi.image.ImageDecoding;
import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.util.List;

/**
 * From an image's file to what a network sees of it: decoded or remembered, prepared.
 *
 * <p>Thread-safe.
 */
public final class SamplePreparation {

  /** The files of the images, by their position from 0 to size - 1. Thread-safe. */
  public interface Files {

    /** How many there are. */
    int size();

    /** Reads a file. */
    byte[] bytes(int position) throws IOException;

    /** What messages call an image. */
    String name(int position);

    /** What an image's random numbers derive from, wherever its source lies. */
    String entry(int position);

    /** What decodes them. */
    ImageDecoding decoding();
  }

  private final Files files;
  private final ImageDecoding decoding;
  private final Preprocessing preprocessing;
  private final DecodedCache cache;
  private final long seed;

  /**
   * Nothing is read yet.
   *
   * @param cacheBytes memory for decoded images; 0 keeps none
   * @param seed of everything random
   */
  public SamplePreparation(Files files, Preprocessing preprocessing, long cacheBytes, long seed) {
    this.files = files;
    this.decoding = files.decoding();
    this.preprocessing = preprocessing;
    this.cache = new DecodedCache(files.size(), cacheBytes);
    this.seed = seed;
  }

  /** The same images as an evaluation sees them; this one if it makes no random change. */
  public SamplePreparation unaugmented() {
    return preprocessing.description().isEmpty()
        ? this
        : new SamplePreparation(files, new EvaluationPreprocessing(spec()), 0, seed);
  }

  /** Size and normalisation of what comes out. */
  public ImageSpec spec() {
    return preprocessing.spec();
  }

  /** All that decides the numbers, but the images and the epoch. */
  public Preparation description() {
    List<Preparation.Augmentation> augmentations = preprocessing.description();
    return new Preparation(
        spec(), augmentations, Preparation.ANY_DECODER, augmentations.isEmpty() ? 0 : seed);
  }

  private boolean takesPlanes() {
    return preprocessing instanceof TrainingPreprocessing;
  }

  /**
   * Writes one sample.
   *
   * @param out receives float32 (size, size, 3), row by row, red first
   * @throws dev.hibi.image.UnreadableImageException if it is no image or broken
   * @throws IOException if it cannot be read
   * @throws IllegalStateException if the preprocessing fails; the message names the image
   */
  public void prepare(int position, int epoch, float[] out) throws IOException {
    Object image = decoded(position);
    SampleRandom random = SampleRandom.of(seed, epoch, files.entry(position));
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
              .formatted(e, files.name(position)),
          e);
    }
  }

  /** As {@link #prepare}, as a picture: the normalisation is undone. */
  public RgbImage picture(int position, int epoch) throws IOException {
    ImageSpec spec = spec();
    float[] floats = new float[spec.floatCount()];
    prepare(position, epoch, floats);
    byte[] pixels = new byte[floats.length];
    for (int i = 0; i < floats.length; i++) {
      int channel = i % ImageSpec.CHANNELS;
      float value = floats[i] * spec.std().get(channel) + spec.mean().get(channel);
      pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(value * 255)));
    }
    return new RgbImage(spec.size(), spec.size(), pixels);
  }

  private ColorPlanes planes(byte[] file, int size, int position) throws IOException {
    return SquareView.takesYcbcr(size)
        // Even a part of half the width has enough pixels then.
        ? decoding.planes(file, 2 * size, () -> files.name(position))
        : ColorPlanes.of(decoding.rgb(file, () -> files.name(position)));
  }

  /** In the form that the preprocessing takes: planes, or RGB. */
  private Object decoded(int position) throws IOException {
    Object kept = cache.get(position);
    if (kept != null) {
      return kept;
    }
    byte[] file = files.bytes(position);
    int size = spec().size();
    if (takesPlanes()) {
      ColorPlanes planes = planes(file, size, position);
      if (cache.reserve(planes.byteCount())) {
        cache.put(position, planes.copy(), planes.byteCount());
      }
      return planes;
    }
    RgbImage image = decoding.rgb(file, () -> files.name(position));
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
