package dev.hibi.inspection.scan;

/**
 * Where the tiles of a photograph lie: squares, half an edge apart, the last of a row and of a
 * column flush with the photograph's edge. All have one size: the photograph's shorter edge, where
 * that is less.
 *
 * @param width of the photograph in pixels
 * @param height of the photograph in pixels
 * @param edge of a tile in pixels, no more than width and height
 */
record TileGrid(int width, int height, int edge) {

  /**
   * For a photograph.
   *
   * @param tile the edge that is wanted, at least 1
   */
  static TileGrid of(int width, int height, int tile) {
    return new TileGrid(width, height, Math.min(tile, Math.min(width, height)));
  }

  int count() {
    return Math.multiplyExact(places(width), places(height));
  }

  /** Where a tile begins, from the left. */
  int x(int tile) {
    return place(tile % places(width), width);
  }

  /** Where a tile begins, from above. */
  int y(int tile) {
    return place(tile / places(width), height);
  }

  /** From one tile to the next, in pixels. */
  int stride() {
    return Math.max(1, edge / 2);
  }

  private int places(int length) {
    return 1 + (length - edge + stride() - 1) / stride();
  }

  private int place(int number, int length) {
    return Math.min(number * stride(), length - edge);
  }
}
