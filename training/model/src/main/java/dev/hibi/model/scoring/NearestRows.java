package dev.hibi.model.scoring;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The nearest of many rows, by Euclidean distance, each row compared: which are nearest is found by
 * dot products in float32, how far they are is then computed from the differences in double.
 *
 * <p>The same to the bit with every number of threads. Immutable and thread-safe.
 */
final class NearestRows {
  private static final int TOGETHER = 8; // points that go over a panel while it is in the cache

  private final PanelRows panels;
  private final float[] squares;

  NearestRows(FeatureRows rows) {
    this.panels = new PanelRows(rows);
    this.squares = new float[panels.count()];
    for (int row = 0; row < squares.length; row++) {
      double sum = 0;
      for (float value : panels.point(row)) {
        sum += (double) value * value;
      }
      squares[row] = (float) sum;
    }
  }

  /** What is near a point, the nearest first. */
  static final class Near {
    private final int[] rows;
    private final double[] distances;

    Near(int[] rows, double[] distances) {
      this.rows = rows;
      this.distances = distances;
    }

    int count() {
      return rows.length;
    }

    int row(int rank) {
      return rows[rank];
    }

    double distance(int rank) {
      return distances[rank];
    }

    int[] rows() {
      return rows.clone();
    }
  }

  /** Which rows are not to be looked at, of a point. */
  @FunctionalInterface
  interface Exclusion {
    /** No row. */
    Exclusion NONE = point -> row -> false;

    IntPredicate of(int point);
  }

  int count() {
    return panels.count();
  }

  FeatureRows rows() {
    return panels.rows();
  }

  /**
   * The nearest rows of each point.
   *
   * @param points as wide as the rows
   * @param k how many; fewer if there are not so many
   * @param exclusion which rows count as not there
   */
  Near[] nearest(FeatureRows points, int k, Exclusion exclusion) {
    points.requireWidth(panels.width());
    Near[] near = new Near[points.count()];
    IntStream.range(0, (near.length + TOGETHER - 1) / TOGETHER)
        .parallel()
        .forEach(part -> search(points, part * TOGETHER, k, exclusion, near));
    return near;
  }

  /** Between the only row of {@code point} and a row of these. */
  double distance(FeatureRows point, int row) {
    return panels.distance(panels.point(point, 0), row);
  }

  /** The rows nearest to one of them, itself the first but for copies of it. */
  Near around(int row, int k) {
    return search(new float[][] {panels.point(row)}, selection(k, any -> false))[0];
  }

  private Selection selection(int k, IntPredicate excluded) {
    return new Selection(k, panels.count(), excluded);
  }

  private void search(FeatureRows points, int first, int k, Exclusion exclusion, Near[] near) {
    Selection[] selections = new Selection[Math.min(TOGETHER, near.length - first)];
    Arrays.setAll(selections, i -> selection(k, exclusion.of(first + i)));
    float[][] together = new float[selections.length][];
    Arrays.setAll(together, i -> panels.point(points, first + i));
    Near[] found = search(together, selections);
    System.arraycopy(found, 0, near, first, found.length);
  }

  private Near[] search(float[][] points, Selection... selections) {
    float[][] sums = new float[points.length][PanelRows.ROWS];
    for (int panel = 0; panel < panels.panels(); panel++) {
      panels.dots(panel, points, sums);
      for (int i = 0; i < selections.length; i++) {
        selections[i].look(panel * PanelRows.ROWS, panels.rowsOf(panel), squares, sums[i], 0);
      }
    }
    Near[] found = new Near[points.length];
    Arrays.setAll(found, i -> selections[i].result(row -> panels.distance(points[i], row)));
    return found;
  }
}
