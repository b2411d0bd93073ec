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

  private static final int SPARE =
      4; // rows looked at again, lest rounding have hidden a nearer one

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
    return search(new Selection(panels.point(row), k, any -> false))[0];
  }

  private void search(FeatureRows points, int first, int k, Exclusion exclusion, Near[] near) {
    Selection[] selections = new Selection[Math.min(TOGETHER, near.length - first)];
    Arrays.setAll(
        selections,
        i -> new Selection(panels.point(points, first + i), k, exclusion.of(first + i)));
    Near[] found = search(selections);
    System.arraycopy(found, 0, near, first, found.length);
  }

  private Near[] search(Selection... selections) {
    float[][] points = Arrays.stream(selections).map(one -> one.point).toArray(float[][]::new);
    float[][] sums = new float[points.length][PanelRows.ROWS];
    for (int panel = 0; panel < panels.panels(); panel++) {
      panels.dots(panel, points, sums);
      for (int i = 0; i < selections.length; i++) {
        selections[i].look(panel, sums[i]);
      }
    }
    return Arrays.stream(selections).map(Selection::result).toArray(Near[]::new);
  }

  /** The nearest rows of one point so far, in order; of equally near ones the first. */
  private final class Selection {
    private final float[] point;
    private final IntPredicate excluded;
    private final int k;
    private final int[] rows;
    private final float[] keys; // the square of the distance less that of the point's length
    private int size;

    Selection(float[] point, int k, IntPredicate excluded) {
      this.point = point;
      this.excluded = excluded;
      this.k = k;
      this.rows = new int[Math.min(k + SPARE, panels.count())];
      this.keys = new float[rows.length];
    }

    void look(int panel, float[] sums) {
      int first = panel * PanelRows.ROWS;
      for (int i = 0; i < panels.rowsOf(panel); i++) {
        float key = squares[first + i] - 2 * sums[i];
        if ((size < keys.length || key < keys[size - 1]) && !excluded.test(first + i)) {
          insert(key, first + i);
        }
      }
    }

    private void insert(float key, int row) {
      int at = size < keys.length ? size++ : size - 1;
      for (; at > 0 && keys[at - 1] > key; at--) {
        keys[at] = keys[at - 1];
        rows[at] = rows[at - 1];
      }
      keys[at] = key;
      rows[at] = row;
    }

    /** Distances anew, the order by them, and the first of it. */
    Near result() {
      double[] distances = new double[size];
      int[] order = new int[size];
      for (int found = 0; found < size; found++) {
        double distance = panels.distance(point, rows[found]);
        int at = found;
        for (; at > 0 && isAfter(distances[at - 1], order[at - 1], distance, rows[found]); at--) {
          distances[at] = distances[at - 1];
          order[at] = order[at - 1];
        }
        distances[at] = distance;
        order[at] = rows[found];
      }
      int kept = Math.min(size, k);
      return new Near(Arrays.copyOf(order, kept), Arrays.copyOf(distances, kept));
    }

    private static boolean isAfter(double distance, int row, double other, int otherRow) {
      return distance > other || (distance == other && row > otherRow);
    }
  }
}
