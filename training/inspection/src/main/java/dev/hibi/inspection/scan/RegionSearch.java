package dev.hibi.inspection.scan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Finds the {@link Region}s of a field. Used once, by one thread.
 *
 * @param threshold from which on a cell raises an alarm, a probability
 * @param leastArea of a region, in square pixels
 */
record RegionSearch(ScoreField field, double threshold, long leastArea) {

  /** The regions, the highest peak first; of equal ones the upper, then the left one. */
  List<Region> regions() {
    boolean[] seen = new boolean[field.columns() * field.rows()];
    List<Region> found = new ArrayList<>();
    for (int cell = 0; cell < seen.length; cell++) {
      if (!seen[cell] && isAlarm(cell)) {
        Region region = around(cell, seen);
        if (region.area() >= leastArea) {
          found.add(region);
        }
      }
    }
    found.sort(
        Comparator.comparingDouble(Region::peak)
            .reversed()
            .thenComparingInt(Region::y)
            .thenComparingInt(Region::x));
    return found;
  }

  private boolean isAlarm(int cell) {
    int columns = field.columns();
    return field.probability(cell % columns, cell / columns) >= threshold;
  }

  private Region around(int first, boolean... seen) {
    int columns = field.columns();
    Deque<Integer> open = new ArrayDeque<>();
    open.push(first);
    seen[first] = true;
    int left = columns;
    int right = 0;
    int top = field.rows();
    int bottom = 0;
    double peak = 0;
    long area = 0;
    while (!open.isEmpty()) {
      int cell = open.pop();
      int column = cell % columns;
      int row = cell / columns;
      left = Math.min(left, column);
      right = Math.max(right, column);
      top = Math.min(top, row);
      bottom = Math.max(bottom, row);
      peak = Math.max(peak, field.probability(column, row));
      area += area(column, row);
      for (int y = Math.max(0, row - 1); y <= Math.min(field.rows() - 1, row + 1); y++) {
        for (int x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
          int neighbour = y * columns + x;
          if (!seen[neighbour] && isAlarm(neighbour)) {
            seen[neighbour] = true;
            open.push(neighbour);
          }
        }
      }
    }
    int x = field.begin(left);
    int y = field.begin(top);
    return new Region(x, y, field.endOfColumn(right) - x, field.endOfRow(bottom) - y, peak, area);
  }

  private long area(int column, int row) {
    return (long) (field.endOfColumn(column) - field.begin(column))
        * (field.endOfRow(row) - field.begin(row));
  }
}
