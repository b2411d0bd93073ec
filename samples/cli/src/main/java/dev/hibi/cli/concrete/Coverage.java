package dev.hibi.cli.concrete;

import java.util.List;

/**
 * How much of each pixel is under a shape, 0 to 1. Strokes join like ink on ink: where two overlap
 * the larger share counts.
 *
 * <p>Places and widths are in units of the picture's side: (0, 0) is its upper left corner, (1, 1)
 * its lower right. Edges are one pixel soft, which is all the antialiasing there is.
 */
final class Coverage {
  private final int size;
  private final float[] share;

  /**
   * A point of a stroke.
   *
   * @param width of the stroke here
   */
  record Dot(float x, float y, float width) {}

  /** Nothing covered yet. */
  Coverage(int size) {
    this.size = size;
    this.share = new float[size * size];
  }

  /** Of each pixel, row by row; live. */
  float[] share() {
    return share;
  }

  /** A round spot. */
  void spot(Dot center, float blur) {
    stroke(center, center, blur);
  }

  /** A line through all points. */
  void path(List<Dot> dots, float blur) {
    for (int i = 1; i < dots.size(); i++) {
      stroke(dots.get(i - 1), dots.get(i), blur);
    }
  }

  /**
   * A straight stroke with round ends.
   *
   * @param blur width of the soft edge; below a pixel it is a pixel
   */
  void stroke(Dot from, Dot to, float blur) {
    float edge = Math.max(1, blur * size);
    float reach = Math.max(from.width, to.width) * size / 2 + edge;
    int left = clamp(Math.min(from.x, to.x) * size - reach);
    int right = clamp(Math.max(from.x, to.x) * size + reach + 1);
    int top = clamp(Math.min(from.y, to.y) * size - reach);
    int bottom = clamp(Math.max(from.y, to.y) * size + reach + 1);
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        float covered = shareOf((x + 0.5f) / size, (y + 0.5f) / size, from, to, edge);
        share[y * size + x] = Math.max(share[y * size + x], covered);
      }
    }
  }

  private float shareOf(float x, float y, Dot from, Dot to, float edge) {
    float dx = to.x - from.x;
    float dy = to.y - from.y;
    float square = dx * dx + dy * dy;
    float t = square == 0 ? 0 : ((x - from.x) * dx + (y - from.y) * dy) / square;
    t = Math.min(1, Math.max(0, t));
    float ox = x - from.x - t * dx;
    float oy = y - from.y - t * dy;
    float distance = (float) Math.sqrt(ox * ox + oy * oy) * size;
    float width = (from.width + t * (to.width - from.width)) * size;
    float inside = (width / 2 - distance) / edge + 0.5f;
    // A stroke thinner than a pixel can't fill one.
    return Math.max(0, Math.min(Math.min(1, width), inside));
  }

  private int clamp(float pixel) {
    return Math.max(0, Math.min(size, (int) Math.floor(pixel)));
  }
}
