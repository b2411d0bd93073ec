package dev.hibi.inspection.scan;

import dev.hibi.inspection.scan.Outline.Corner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * A part of a photograph that raises an alarm: of cells of a {@link ScoreField} at or above the
 * threshold that touch each other, also at a corner, those that are so {@linkplain
 * ScoreField#placeLogOdds themselves}, or if none is, all. In pixels of the upright photograph.
 *
 * @param x of the left edge of what it lies in
 * @param y of the upper edge
 * @param width of what it lies in
 * @param height of what it lies in
 * @param peak the highest probability of the positive class in it, 0 to 1
 * @param area of its cells, in square pixels
 * @param outlines of its parts, from above
 */
public record Region(
    int x, int y, int width, int height, double peak, long area, List<Outline> outlines) {
  /** Copies the list. */
  public Region {
    outlines = List.copyOf(outlines);
  }

  /** How far its farthest corners are from each other, in pixels; of no outline, 0. */
  public double length() {
    List<Corner> corners =
        outlines.stream().flatMap(outline -> outline.outer().stream()).distinct().toList();
    List<Corner> hull = hull(corners);
    double longest = 0;
    for (Corner one : hull) {
      for (Corner other : hull) {
        longest = Math.max(longest, Math.hypot(one.x() - other.x(), one.y() - other.y()));
      }
    }
    return longest;
  }

  /** Those between which the farthest are (A. M. Andrew's chains, 1979). */
  private static List<Corner> hull(List<Corner> corners) {
    List<Corner> sorted =
        corners.stream()
            .sorted(Comparator.comparingInt(Corner::x).thenComparingInt(Corner::y))
            .toList();
    List<Corner> hull = new ArrayList<>(chain(sorted));
    List<Corner> back = new ArrayList<>(sorted);
    Collections.reverse(back);
    hull.addAll(chain(back));
    return hull;
  }

  private static List<Corner> chain(List<Corner> sorted) {
    List<Corner> chain = new ArrayList<>();
    for (Corner corner : sorted) {
      while (chain.size() > 1
          && turn(chain.get(chain.size() - 2), chain.get(chain.size() - 1), corner) <= 0) {
        chain.remove(chain.size() - 1);
      }
      chain.add(corner);
    }
    return chain;
  }

  private static long turn(Corner one, Corner two, Corner three) {
    return (long) (two.x() - one.x()) * (three.y() - one.y())
        - (long) (two.y() - one.y()) * (three.x() - one.x());
  }
}
