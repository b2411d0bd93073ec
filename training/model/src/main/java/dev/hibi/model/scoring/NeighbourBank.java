package dev.hibi.model.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which images a model knows, as features of some of them; how far another one is from these tells
 * whether it can be judged.
 *
 * <p>The score is that of Y. Sun, Y. Ming, X. Zhu and Y. Li, Out-of-Distribution Detection with
 * Deep Nearest Neighbors (2022): features are divided by their Euclidean length, and the distance
 * to the k-th nearest row counts, k = {@value #K}. All rows are compared. The threshold is the 99 %
 * quantile of the bank's own rows, each scored by the rows of other groups alone, so that a group
 * is as new as a later photograph is.
 *
 * <p>The same to the bit with every number of threads. Immutable and thread-safe.
 */
public final class NeighbourBank {
  /** Which neighbour's distance counts. */
  public static final int K = 10;

  /**
   * How many rows a bank has at most: more cost a classification more, and know alike images of the
   * bank's own site so well that new ones of it become unfamiliar.
   */
  public static final int MOST_ROWS = 2_000;

  private final FeatureRows rows;
  private final FamiliarityScale scale;
  private @Nullable NearestRows nearest; // guarded by this

  private NeighbourBank(FeatureRows rows, FamiliarityScale scale) {
    this.rows = rows;
    this.scale = scale;
  }

  /**
   * A bank of images' features; of more than {@value #MOST_ROWS} as many are drawn.
   *
   * @param features a row an image, not normalised
   * @param groups of each row, what those of a group have in common, such as their photograph; rows
   *     that belong to nothing each have one of their own
   * @param seed of the draw
   * @throws IllegalArgumentException if there is not one group for each row, or a row has fewer
   *     than {@value #K} of other groups
   */
  public static NeighbourBank of(FeatureRows features, List<?> groups, long seed) {
    return of(
        features,
        groups,
        seed,
        (rows, exclusion) -> new NearestRows(rows).nearest(rows, K, exclusion));
  }

  /**
   * As the other, by products that are computed elsewhere. The same bank, unless these hide a
   * nearer row behind more than four others.
   *
   * @param products of the bank's rows, which it is given normalised
   */
  public static NeighbourBank of(
      FeatureRows features,
      List<?> groups,
      long seed,
      Function<FeatureRows, RowProducts> products) {
    return of(
        features,
        groups,
        seed,
        (rows, exclusion) -> ProductSearch.nearest(rows, products.apply(rows), K, exclusion));
  }

  /**
   * Dot products of rows with each other, by whoever computes them faster than Java does, such as
   * an engine's matrix product. They may be rounded: they tell which rows are looked at, and how
   * far those are is computed here.
   */
  @FunctionalInterface
  public interface RowProducts {
    /** Rows whose products are asked for at once: a block of 2,000 columns takes 4 MB. */
    int BLOCK = 512;

    /**
     * Products of some rows with all.
     *
     * @param first number of the first of them
     * @param count at most {@value #BLOCK}
     * @return float32 (count, N), row by row
     */
    float[] of(int first, int count);
  }

  /** Finds what is near each row among the others. */
  private interface Search {
    NearestRows.Near[] near(FeatureRows rows, NearestRows.Exclusion exclusion);
  }

  private static NeighbourBank of(FeatureRows features, List<?> groups, long seed, Search search) {
    if (groups.size() != features.count()) {
      throw new IllegalArgumentException(
          "wrong number of groups: expected one for each of %d rows, found %d"
              .formatted(features.count(), groups.size()));
    }
    int[] drawn = draw(features.count(), seed);
    FeatureRows rows = features.select(drawn).normalized();
    List<Object> own = new ArrayList<>();
    Arrays.stream(drawn).forEach(row -> own.add(groups.get(row)));
    NearestRows.Near[] near =
        search.near(rows, point -> row -> own.get(row).equals(own.get(point)));
    double[] reference = new double[near.length];
    for (int row = 0; row < near.length; row++) {
      if (near[row].count() < K) {
        throw new IllegalArgumentException(
            "too few rows: expected at least %d of other groups, found %d (group %s)"
                .formatted(K, near[row].count(), own.get(row)));
      }
      reference[row] = near[row].distance(K - 1);
    }
    Arrays.sort(reference);
    return restore(rows, reference);
  }

  /**
   * The bank that has these {@link #rows} and this {@link #reference}, as they were kept.
   *
   * @throws IllegalArgumentException if there are not as many distances as rows, fewer than {@value
   *     #K} rows or more than {@value #MOST_ROWS}, or the distances are not in ascending order
   */
  public static NeighbourBank restore(FeatureRows rows, double... reference) {
    int count = rows.count();
    if (count < K || count > MOST_ROWS || reference.length != count) {
      throw new IllegalArgumentException(
          "bad bank: expected %d to %d rows with a distance each, found %d rows and %d distances"
              .formatted(K, MOST_ROWS, count, reference.length));
    }
    return new NeighbourBank(rows, FamiliarityScale.of(reference));
  }

  /**
   * Which rows {@link #of} draws, so that only their features need be read: of so many as a bank
   * takes all, else a draw without repetition.
   *
   * @return in ascending order
   */
  public static int[] draw(int count, long seed) {
    return FeatureRows.draw(count, MOST_ROWS, seed);
  }

  /** The normalised rows: float32 (N, width). */
  public FeatureRows rows() {
    return rows;
  }

  /** The scores of the bank's own rows by those of other groups, ascending; a copy. */
  public double[] reference() {
    return scale.reference();
  }

  /** Above which distance an image is unfamiliar: the 99 % quantile of {@link #reference}. */
  public double threshold() {
    return scale.threshold();
  }

  /** Laid out for Java's search when it is first asked for. */
  private synchronized NearestRows nearest() {
    if (nearest == null) {
      nearest = new NearestRows(rows);
    }
    return nearest;
  }

  /**
   * How familiar images are.
   *
   * @param features a row an image, not normalised
   * @return in the order of the rows
   * @throws IllegalArgumentException if they are not as wide as the bank's
   */
  public List<Familiarity> familiarity(FeatureRows features) {
    List<Familiarity> answers = new ArrayList<>();
    features.requireWidth(rows.width());
    NearestRows.Near[] near =
        nearest().nearest(features.normalized(), K, NearestRows.Exclusion.NONE);
    for (NearestRows.Near one : near) {
      answers.add(scale.of(one.distance(K - 1)));
    }
    return answers;
  }
}
