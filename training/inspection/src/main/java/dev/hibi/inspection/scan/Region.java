package dev.hibi.inspection.scan;

import java.util.List;

/**
 * A part of a photograph that raises an alarm: cells of a {@link ScoreField} at or above the
 * threshold that touch each other, also at a corner. In pixels of the upright photograph.
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
}
