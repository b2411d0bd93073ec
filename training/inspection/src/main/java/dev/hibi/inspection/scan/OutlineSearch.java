package dev.hibi.inspection.scan;

import dev.hibi.inspection.scan.Outline.Corner;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Goes around the cells of a region, with the region at its right hand. Where two cells touch at a
 * corner alone, it turns right and so stays with its own.
 *
 * <p>Used once, by one thread.
 */
final class OutlineSearch {
  private static final int RIGHT = 0;
  private static final int DOWN = 1;
  private static final int LEFT = 2;
  private static final int UP = 3;

  private final ScoreField field;
  private final BitSet cells;
  private final int stride; // corners in a row

  /** Steps not gone yet, by the corner where they begin: a bit a direction. */
  private final Map<Integer, Integer> steps = new TreeMap<>();

  /**
   * Of some cells.
   *
   * @param cells numbers of them, row by row
   */
  OutlineSearch(ScoreField field, BitSet cells) {
    this.field = field;
    this.cells = cells;
    this.stride = field.columns() + 1;
  }

  /** The outlines, from above. */
  List<Outline> outlines() {
    cells.stream().forEach(this::addSteps);
    Map<List<Integer>, List<List<Integer>>> parts = new LinkedHashMap<>();
    List<List<Integer>> holes = new ArrayList<>();
    while (!steps.isEmpty()) {
      for (List<Integer> ring : simple(ring())) {
        if (isClockwise(ring)) {
          parts.put(ring, new ArrayList<>());
        } else {
          holes.add(ring);
        }
      }
    }
    for (List<Integer> hole : holes) {
      parts.entrySet().stream()
          .filter(part -> isInside(part.getKey(), hole))
          .reduce((outer, inner) -> area(inner.getKey()) < area(outer.getKey()) ? inner : outer)
          .ifPresent(part -> part.getValue().add(hole));
    }
    List<Outline> outlines = new ArrayList<>();
    parts.forEach(
        (outer, within) ->
            outlines.add(new Outline(corners(outer), within.stream().map(this::corners).toList())));
    return outlines;
  }

  private boolean has(int column, int row) {
    return column >= 0
        && row >= 0
        && column < field.columns()
        && row < field.rows()
        && cells.get(row * field.columns() + column);
  }

  private void addSteps(int cell) {
    int column = cell % field.columns();
    int row = cell / field.columns();
    int corner = row * stride + column;
    if (!has(column, row - 1)) {
      add(corner, RIGHT);
    }
    if (!has(column + 1, row)) {
      add(corner + 1, DOWN);
    }
    if (!has(column, row + 1)) {
      add(corner + stride + 1, LEFT);
    }
    if (!has(column - 1, row)) {
      add(corner + stride, UP);
    }
  }

  private void add(int corner, int direction) {
    steps.merge(corner, 1 << direction, (one, other) -> one | other);
  }

  /** Where it turns, from the first corner on that is left. */
  private List<Integer> ring() {
    List<Integer> turns = new ArrayList<>();
    int first = steps.keySet().iterator().next();
    int corner = first;
    int direction = Integer.numberOfTrailingZeros(steps.getOrDefault(corner, 0));
    int begun = direction;
    do {
      turns.add(corner);
      do {
        take(corner, direction);
        corner += step(direction);
      } while (!isTurn(corner, direction, first, begun));
      direction = next(corner, direction, begun);
    } while (corner != first || direction != begun);
    return turns;
  }

  /**
   * A way that comes back to a corner, where holes touch, in the parts that each come back once.
   */
  private static List<List<Integer>> simple(List<Integer> ring) {
    List<List<Integer>> parts = new ArrayList<>();
    List<Integer> way = new ArrayList<>();
    for (int corner : ring) {
      int before = way.indexOf(corner);
      if (before >= 0) {
        List<Integer> part = way.subList(before, way.size());
        parts.add(List.copyOf(part));
        part.clear();
      }
      way.add(corner);
    }
    parts.add(way);
    return parts;
  }

  /** Whether the way goes on otherwise than straight ahead, or is back. */
  private boolean isTurn(int corner, int direction, int first, int begun) {
    return next(corner, direction, begun) != direction || (corner == first && direction == begun);
  }

  private int next(int corner, int direction, int begun) {
    int open = steps.getOrDefault(corner, 0);
    for (int turn : new int[] {1, 0, 3}) { // right, ahead, left
      int way = (direction + turn) % 4;
      if ((open & 1 << way) != 0) {
        return way;
      }
    }
    return begun; // all is gone here: it is back
  }

  private void take(int corner, int direction) {
    steps.computeIfPresent(
        corner, (same, open) -> open == 1 << direction ? null : open & ~(1 << direction));
  }

  private int step(int direction) {
    return switch (direction) {
      case RIGHT -> 1;
      case DOWN -> stride;
      case LEFT -> -1;
      default -> -stride;
    };
  }

  private int x(int corner) {
    return corner % stride;
  }

  private int y(int corner) {
    return corner / stride;
  }

  private long area(List<Integer> ring) {
    long twice = 0;
    for (int i = 0; i < ring.size(); i++) {
      int one = ring.get(i);
      int two = ring.get((i + 1) % ring.size());
      twice += (long) x(one) * y(two) - (long) x(two) * y(one);
    }
    return twice / 2;
  }

  private boolean isClockwise(List<Integer> ring) {
    return area(ring) > 0; // y points down
  }

  /** Whether a hole lies in a ring, by the cell to the lower right of its uppermost corner. */
  private boolean isInside(List<Integer> ring, List<Integer> hole) {
    int corner = hole.stream().min(Integer::compare).orElseThrow();
    double px = x(corner) + 0.5;
    double py = y(corner) + 0.5;
    boolean inside = false;
    for (int i = 0; i < ring.size(); i++) {
      int one = ring.get(i);
      int two = ring.get((i + 1) % ring.size());
      if (x(one) == x(two) && x(one) > px && (y(one) > py) != (y(two) > py)) {
        inside = !inside;
      }
    }
    return inside;
  }

  private List<Corner> corners(List<Integer> ring) {
    return ring.stream()
        .map(
            corner ->
                new Corner(
                    Math.min(field.width(), x(corner) * field.cell()),
                    Math.min(field.height(), y(corner) * field.cell())))
        .toList();
  }
}
