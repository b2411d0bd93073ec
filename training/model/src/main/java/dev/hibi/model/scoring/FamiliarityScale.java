package dev.hibi.model.scoring;

import java.util.Arrays;

/**
 * How far is far: the distances of a bank's own rows, each to the rows of other groups, by which
 * the distance of another image is judged.
 *
 * <p>Immutable and thread-safe.
 */
public final class FamiliarityScale {
  private static final double QUANTILE = 0.99;

  private final double[] reference; // ascending

  private FamiliarityScale(double[] reference) {
    this.reference = reference;
  }

  /**
   * That of distances, which are copied.
   *
   * @param reference at least one, in ascending order
   * @throws IllegalArgumentException if there is none, or they are not in order, or one is no
   *     distance
   */
  public static FamiliarityScale of(double... reference) {
    if (reference.length == 0) {
      throw new IllegalArgumentException("bad bank: expected a distance of each row, found none");
    }
    for (int i = 0; i < reference.length; i++) {
      if (!(reference[i] >= (i == 0 ? 0 : reference[i - 1]) && Double.isFinite(reference[i]))) {
        throw new IllegalArgumentException(
            "bad bank: expected distances in ascending order, found %s at %d"
                .formatted(reference[i], i));
      }
    }
    return new FamiliarityScale(reference.clone());
  }

  /** The distances, ascending; a copy. */
  public double[] reference() {
    return reference.clone();
  }

  /**
   * Above which distance an image is unfamiliar: the 99 % quantile, as the {@code ceil(0.99 (n +
   * 1))}-th of n, the last one if there are fewer than 99.
   */
  public double threshold() {
    int rank = (int) Math.ceil(QUANTILE * (reference.length + 1));
    return reference[Math.min(rank, reference.length) - 1];
  }

  /** What a distance to the k-th nearest row means. */
  public Familiarity of(double distance) {
    return new Familiarity(distance, share(distance), distance > threshold());
  }

  private double share(double distance) {
    int low = 0;
    int high = reference.length; // the first that is as far or farther
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (reference[middle] < distance) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return (double) (reference.length - low) / reference.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FamiliarityScale that && Arrays.equals(reference, that.reference);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(reference);
  }
}
