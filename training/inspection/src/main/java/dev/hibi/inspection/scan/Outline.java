package dev.hibi.inspection.scan;

import java.util.List;

/**
 * The border of a part of a {@link Region}, along the edges of its cells: polygons of corners of
 * pixels, each closed by going back to its first corner. Parts that touch at a corner alone are
 * polygons of their own, so that none touches itself.
 *
 * @param outer the outer border, clockwise as it is seen
 * @param holes what lies within and does not belong to it, anticlockwise
 */
public record Outline(List<Corner> outer, List<List<Corner>> holes) {
  /** Copies the lists. */
  public Outline {
    outer = List.copyOf(outer);
    holes = holes.stream().map(List::copyOf).toList();
  }

  /**
   * A corner of pixels.
   *
   * @param x pixels from the left edge of the photograph, 0 to its width
   * @param y pixels from the upper edge, 0 to its height
   */
  public record Corner(int x, int y) {}
}
