package dev.hibi.training;

import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.RandomProjection;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Patches of ordinary images from which those of a bank are chosen: all, or of each image as many
 * that their projections stay within a bound; which, the seed draws. The heap holds projections to
 * {@value #PROJECTED} numbers; the features lie on disk.
 */
final class PatchRows {
  /** Numbers of a projection: 128, as the paper has it. */
  private static final int PROJECTED = 128;

  /** Rows at most: 128 MB of projections, and as much again while some are chosen. */
  static final int MOST = 250_000;

  private final FeatureSamples samples;
  private final int width;
  private final int inImage; // patches of an image
  private final int drawn; // of them
  private final long seed;
  private final FeatureRows projected;

  private PatchRows(FeatureSamples samples, int width, int most, long seed, StopSignal stop)
      throws IOException {
    this.samples = samples;
    this.width = width;
    this.inImage = samples.numbers() / width;
    this.drawn = Math.max(1, Math.min(inImage, most / samples.count()));
    this.seed = seed;
    RandomProjection projection = RandomProjection.gaussian(width, PROJECTED, seed);
    float[] all = new float[Math.multiplyExact(count(), PROJECTED)];
    for (int image = 0; image < samples.count(); image++) {
      stop.requireNotSet();
      float[] some = projection.apply(finite(image, patches(image))).values();
      System.arraycopy(some, 0, all, image * some.length, some.length);
    }
    this.projected = FeatureRows.of(all, PROJECTED);
  }

  /**
   * Of features as they lie on disk.
   *
   * @param width channels of a patch
   * @param most rows, {@link #MOST} but for tests
   * @throws IOException if a feature is not finite
   */
  static PatchRows of(FeatureSamples samples, int width, int most, long seed, StopSignal stop)
      throws IOException {
    return new PatchRows(samples, width, most, seed, stop);
  }

  /** How many there are. */
  int count() {
    return Math.multiplyExact(samples.count(), drawn);
  }

  /** How many patches of an image there are, of how many. */
  String share() {
    return drawn + " of " + inImage;
  }

  /** Whether some are left out. */
  boolean isThinned() {
    return drawn < inImage;
  }

  /** The projections of some images' patches, in their order. */
  FeatureRows projected(int[] images) {
    return projected.select(rows(images));
  }

  /** The numbers of some images' rows. */
  private int[] rows(int[] images) {
    return Arrays.stream(images)
        .flatMap(image -> IntStream.range(image * drawn, (image + 1) * drawn))
        .toArray();
  }

  /**
   * The features themselves: (rows, width).
   *
   * @param images in whose order rows are counted
   * @param rows as {@link #projected} numbers them
   */
  FeatureRows features(int[] images, int[] rows) {
    float[] features = new float[Math.multiplyExact(rows.length, width)];
    float[] all = new float[samples.numbers()];
    int[] order =
        IntStream.range(0, rows.length)
            .boxed()
            .sorted((a, b) -> rows[a] - rows[b])
            .mapToInt(Integer::intValue)
            .toArray();
    int read = -1;
    int[] patches = {};
    for (int i : order) { // an image's patches one after the other
      int image = images[rows[i] / drawn];
      if (image != read) {
        samples.read(image, all);
        patches = patches(image);
        read = image;
      }
      System.arraycopy(all, patches[rows[i] % drawn] * width, features, i * width, width);
    }
    return FeatureRows.of(features, width);
  }

  /** Which patches of an image are looked at, ascending. */
  private int[] patches(int image) {
    return FeatureRows.draw(inImage, drawn, seed * 31 + image);
  }

  private FeatureRows finite(int image, int[] patches) throws IOException {
    float[] all = new float[samples.numbers()];
    samples.read(image, all);
    try {
      return FeatureRows.of(all, width).select(patches);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "unusable features: expected finite numbers, found '%s' (ordinary image %d of %d)"
              .formatted(e.getMessage(), image + 1, samples.count()),
          e);
    }
  }
}
