package dev.hibi.model.scoring;

import java.util.Arrays;

/**
 * Patches of ordinary images, and how far those of another image are from them: PatchCore (K. Roth
 * et al., Towards Total Recall in Industrial Anomaly Detection, 2022).
 *
 * <p>A patch's score is its Euclidean distance to the nearest row of the bank. An image's is the
 * mean of the largest of them, of so many percent of its patches, rounded up: a crack passes
 * through many of them, a pore or a stain through few. Or it is the paper's: the largest alone,
 * weighted by its equation 7: with the patch p of that distance and its nearest row m, {@code 1 -
 * exp(|p - m|) / sum of exp(|p - n|)} over the {@value #NEIGHBOURS} rows n of the bank that are
 * nearest to m, of which m is the first. So a distance counts more if even the nearest row is a
 * rare one. With a single row there is no weight.
 *
 * <p>The same to the bit with every number of threads. Immutable and thread-safe.
 */
public final class PatchBank {
  /** How many rows the weight looks at: the paper's b. */
  public static final int NEIGHBOURS = 9;

  private final NearestRows bank;
  private final int percent;

  private PatchBank(NearestRows bank, int percent) {
    this.bank = bank;
    this.percent = percent;
  }

  /** A bank that scores images as the paper does. */
  public static PatchBank of(FeatureRows rows) {
    return of(rows, 0);
  }

  /**
   * A bank of patches' features, such as the rows of a {@link Coreset}.
   *
   * @param percent of an image's patches, those farthest from the bank, whose mean distance is the
   *     image's score, 1 to 100; 0 for the paper's
   * @throws IllegalArgumentException if there is no row
   */
  public static PatchBank of(FeatureRows rows, int percent) {
    if (rows.count() == 0) {
      throw new IllegalArgumentException("empty bank: expected at least one row, found none");
    }
    return new PatchBank(new NearestRows(rows), percent);
  }

  /** One of other rows that scores images as this one does. */
  PatchBank with(FeatureRows rows) {
    return of(rows, percent);
  }

  /** The rows, copied: float32 (N, width). */
  public FeatureRows rows() {
    return bank.rows();
  }

  /**
   * An image's score, at least 0; the larger, the less ordinary.
   *
   * @param patches of the image, as wide as the bank's rows
   * @throws IllegalArgumentException if there are none, or they have other features
   */
  public float score(FeatureRows patches) {
    return scores(patches, 1).image();
  }

  /**
   * How far each patch of an image is from the bank.
   *
   * @param patches as {@link #score} has them, from left to right, top to bottom
   * @param columns how many lie side by side
   * @throws IllegalArgumentException if they are no such grid, or have other features
   */
  public PatchMap map(FeatureRows patches, int columns) {
    return scores(patches, columns).map();
  }

  /**
   * Scores an image.
   *
   * @param patches its patches from left to right, top to bottom, as wide as the bank's rows
   * @param columns how many lie side by side
   * @throws IllegalArgumentException if they are no such grid, or have other features
   */
  PatchScores scores(FeatureRows patches, int columns) {
    if (columns < 1 || patches.count() == 0 || patches.count() % columns != 0) {
      throw new IllegalArgumentException(
          "bad grid: expected rows of %d patches, found %d patches"
              .formatted(columns, patches.count()));
    }
    NearestRows.Near[] near = bank.nearest(patches, 1, NearestRows.Exclusion.NONE);
    float[] distances = new float[near.length];
    int farthest = 0;
    for (int patch = 0; patch < near.length; patch++) {
      distances[patch] = (float) near[patch].distance(0);
      if (near[patch].distance(0) > near[farthest].distance(0)) {
        farthest = patch;
      }
    }
    double largest = near[farthest].distance(0);
    double score =
        percent > 0
            ? meanOfLargest(near)
            : largest * weight(patches.select(farthest), near[farthest].row(0), largest);
    return new PatchScores((float) score, new PatchMap(columns, distances));
  }

  private double meanOfLargest(NearestRows.Near[] near) {
    double[] ascending = Arrays.stream(near).mapToDouble(one -> one.distance(0)).sorted().toArray();
    int count = (ascending.length * percent + 99) / 100;
    return Arrays.stream(ascending, ascending.length - count, ascending.length)
        .average()
        .orElseThrow();
  }

  private double weight(FeatureRows patch, int row, double distance) {
    if (bank.count() == 1) {
      return 1;
    }
    double sum = 0;
    for (int neighbour : bank.around(row, NEIGHBOURS).rows()) {
      sum += StrictMath.exp(bank.distance(patch, neighbour) - distance); // none is nearer
    }
    return 1 - 1 / sum;
  }
}
