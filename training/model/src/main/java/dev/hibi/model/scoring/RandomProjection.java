package dev.hibi.model.scoring;

import java.util.Random;
import java.util.stream.IntStream;

/**
 * Fewer numbers that keep the distances of many, nearly: a matrix of independent normal numbers of
 * variance {@code 1 / to} (W. B. Johnson and J. Lindenstrauss, 1984). Rows can be projected some at
 * a time, so that only the short ones are kept.
 *
 * <p>The same to the bit with every number of threads. Immutable and thread-safe.
 */
public final class RandomProjection {
  private static final int TILE = 64; // rows of the matrix, and of features, that stay in the cache

  private final int from;
  private final int to;
  private final float[] matrix; // (from, to)

  private RandomProjection(int from, int to, float[] matrix) {
    this.from = from;
    this.to = to;
    this.matrix = matrix;
  }

  /**
   * A projection.
   *
   * @param from features of a row, at least 1
   * @param to how many it becomes, at least 1
   * @param seed of the numbers, which are {@link Random#nextGaussian}'s, feature by feature
   */
  public static RandomProjection gaussian(int from, int to, long seed) {
    Random random = new Random(seed);
    float[] matrix = new float[Math.multiplyExact(from, to)];
    double scale = 1 / Math.sqrt(to);
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = (float) (random.nextGaussian() * scale);
    }
    return new RandomProjection(from, to, matrix);
  }

  /**
   * Projects rows.
   *
   * @throws IllegalArgumentException if they are not as wide as expected
   */
  public FeatureRows apply(FeatureRows rows) {
    rows.requireWidth(from);
    float[] projected = new float[Math.multiplyExact(rows.count(), to)];
    IntStream.range(0, (rows.count() + TILE - 1) / TILE)
        .parallel()
        .forEach(part -> project(rows, part * TILE, projected));
    return FeatureRows.of(projected, to);
  }

  private void project(FeatureRows rows, int first, float[] projected) {
    int end = Math.min(rows.count(), first + TILE);
    for (int tile = 0; tile < from; tile += TILE) {
      for (int row = first; row < end; row++) {
        for (int feature = tile; feature < Math.min(from, tile + TILE); feature++) {
          add(rows.values()[rows.offset(row) + feature], feature * to, projected, row * to);
        }
      }
    }
  }

  private void add(float value, int at, float[] sums, int offset) {
    for (int i = 0; i < to; i++) {
      sums[offset + i] += value * matrix[at + i];
    }
  }
}
