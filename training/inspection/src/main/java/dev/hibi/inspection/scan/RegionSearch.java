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
    BitSet speaking = speaking(cells);
    Extent extent = new Extent(field);
    speaking.stream().forEach(extent::add);
    return extent.region(region.peak(), new OutlineSearch(field, speaking).outlines());
  }

  /** Those that are themselves at or above the threshold; all, if none is. */
  private BitSet speaking(BitSet cells) {
    int columns = field.columns();
    BitSet speaking = new BitSet();
    cells.stream()
        .filter(
            cell ->
                ScoreField.probability(field.placeLogOdds(cell % columns, cell / columns))
                    >= threshold)
        .forEach(speaking::set);
    return speaking.isEmpty() ? cells : speaking;
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
    Extent extent = new Extent(field);
    double peak = 0;
    while (size > 0) {
      int cell = open[--size];
      int column = cell % columns;
      int row = cell / columns;
      peak = Math.max(peak, field.probability(column, row));
      extent.add(cell);
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
    return extent.region(peak, List.of());
  }

  /** What cells lie in. */
  private static final class Extent {
    private final ScoreField field;
    private int left = Integer.MAX_VALUE;
    private int right;
    private int top = Integer.MAX_VALUE;
    private int bottom;
    private long area;

    Extent(ScoreField field) {
      this.field = field;
    }

    void add(int cell) {
      int column = cell % field.columns();
      int row = cell / field.columns();
      int x = field.begin(column);
      int y = field.begin(row);
      int endOfColumn = field.endOfColumn(column);
      int endOfRow = field.endOfRow(row);
      left = Math.min(left, x);
      right = Math.max(right, endOfColumn);
      top = Math.min(top, y);
      bottom = Math.max(bottom, endOfRow);
      area += (long) (endOfColumn - x) * (endOfRow - y);
    }

    Region region(double peak, List<Outline> outlines) {
      return new Region(left, top, right - left, bottom - top, peak, area, outlines);
    }
  }
}
