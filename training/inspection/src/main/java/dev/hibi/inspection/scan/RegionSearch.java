package dev.hibi.inspection.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
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
    int cells = field.columns() * field.rows();
    BitSet seen = new BitSet(cells);
    List<Region> found = new ArrayList<>();
    for (int cell = 0; cell < cells; cell++) {
      if (!seen.get(cell) && isAlarm(cell)) {
        Region region = around(cell, seen);
        if (region.area() >= leastArea) {
          found.add(outlined(region, cell));
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

  private Region outlined(Region region, int cell) {
    BitSet cells = new BitSet();
    around(cell, cells);
    return new Region(
        region.x(),
        region.y(),
        region.width(),
        region.height(),
        region.peak(),
        region.area(),
        new OutlineSearch(field, cells).outlines());
  }

  /**
   * The highest threshold at which a region of a field raises an alarm.
   *
   * @return a probability; 0 if the whole field has less than the area
   */
  static double highestThreshold(ScoreField field, long leastArea) {
    float[] all = field.ascending();
    int low = 0; // at all[low] there is a region, or low is 0
    int high = all.length; // from there on there is none
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (new RegionSearch(field, ScoreField.probability(all[middle]), leastArea).isAny()) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double lowest = ScoreField.probability(all[low]);
    return new RegionSearch(field, lowest, leastArea).isAny() ? lowest : 0;
  }

  private boolean isAny() {
    int cells = field.columns() * field.rows();
    BitSet seen = new BitSet(cells);
    for (int cell = 0; cell < cells; cell++) {
      if (!seen.get(cell) && isAlarm(cell) && around(cell, seen).area() >= leastArea) {
        return true;
      }
    }
    return false;
  }

  private boolean isAlarm(int cell) {
    int columns = field.columns();
    return field.probability(cell % columns, cell / columns) >= threshold;
  }

  /** Without its outlines. */
  private Region around(int first, BitSet seen) {
    int columns = field.columns();
    int[] open = new int[64];
    int size = 0;
    open[size++] = first;
    seen.set(first);
    int left = columns;
    int right = 0;
    int top = field.rows();
    int bottom = 0;
    double peak = 0;
    long area = 0;
    while (size > 0) {
      int cell = open[--size];
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
          if (!seen.get(neighbour) && isAlarm(neighbour)) {
            seen.set(neighbour);
            open = size < open.length ? open : Arrays.copyOf(open, 2 * size);
            open[size++] = neighbour;
          }
        }
      }
    }
    int x = field.begin(left);
    int y = field.begin(top);
    return new Region(
        x, y, field.endOfColumn(right) - x, field.endOfRow(bottom) - y, peak, area, List.of());
  }

  private long area(int column, int row) {
    return (long) (field.endOfColumn(column) - field.begin(column))
        * (field.endOfRow(row) - field.begin(row));
  }
}
