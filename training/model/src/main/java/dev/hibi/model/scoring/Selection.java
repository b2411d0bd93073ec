package dev.hibi.model.scoring;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;

/**
 * The rows nearest to one point so far, in order; of equally near ones the first. Some more than
 * are asked for, lest rounding have hidden a nearer one: which are the nearest of these is decided
 * by distances that are computed anew.
 */
final class Selection {
  private static final int SPARE = 4;

  private final IntPredicate excluded;
  private final int k;
  private final int[] rows;
  private final float[] keys; // the square of the distance less that of the point's length
  private int size;

  /**
   * Nothing so far.
   *
   * @param k how many are asked for
   * @param count of all rows
   * @param excluded which rows count as not there
   */
  Selection(int k, int count, IntPredicate excluded) {
    this.k = k;
    this.excluded = excluded;
    this.rows = new int[Math.min(k + SPARE, count)];
    this.keys = new float[rows.length];
  }

  /**
   * Looks at some rows.
   *
   * @param first number of the first of them
   * @param squares of the lengths of all rows
   * @param products of the point and each row that is looked at
   * @param from where these begin in the array
   */
  void look(int first, int count, float[] squares, float[] products, int from) {
    for (int i = 0; i < count; i++) {
      float key = squares[first + i] - 2 * products[from + i];
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

  /**
   * Distances anew, the order by them, and the first of it.
   *
   * @param distanceTo of the point and a row
   */
  NearestRows.Near result(IntToDoubleFunction distanceTo) {
    double[] distances = new double[size];
    int[] order = new int[size];
    for (int found = 0; found < size; found++) {
      double distance = distanceTo.applyAsDouble(rows[found]);
      int at = found;
      for (; at > 0 && isAfter(distances[at - 1], order[at - 1], distance, rows[found]); at--) {
        distances[at] = distances[at - 1];
        order[at] = order[at - 1];
      }
      distances[at] = distance;
      order[at] = rows[found];
    }
    int kept = Math.min(size, k);
    return new NearestRows.Near(Arrays.copyOf(order, kept), Arrays.copyOf(distances, kept));
  }

  private static boolean isAfter(double distance, int row, double other, int otherRow) {
    return distance > other || (distance == other && row > otherRow);
  }
}
