package dev.hibi.model.scoring;

/**
 * How far each patch of an image is from those of a bank.
 *
 * <p>Immutable and thread-safe.
 */
public final class PatchMap {
  private final int columns;
  private final float[] distances;

  /**
   * Of a grid of patches.
   *
   * @param columns how many lie side by side
   * @param distances row by row; copied
   * @throws IllegalArgumentException if they are no such grid
   */
  public PatchMap(int columns, float[] distances) {
    if (columns < 1 || distances.length == 0 || distances.length % columns != 0) {
      throw new IllegalArgumentException(
          "bad grid: expected rows of %d patches, found %d patches"
              .formatted(columns, distances.length));
    }
    this.columns = columns;
    this.distances = distances.clone();
  }

  /** How many patches lie side by side. */
  public int columns() {
    return columns;
  }

  /** How many patches lie one above the other. */
  public int rows() {
    return distances.length / columns;
  }

  /** Each patch's distance to the bank, row by row; a copy. */
  public float[] distances() {
    return distances.clone();
  }

  /**
   * The distances as large as an image: bilinearly between the middles of patches, then smoothed by
   * a Gaussian of sigma 4 pixels, as the paper does.
   *
   * @param width of the map in pixels, at least 1
   * @param height of the map in pixels, at least 1
   * @return (height, width), row by row
   */
  public float[] enlarged(int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "bad size of a map: expected at least 1 x 1, found %d x %d".formatted(width, height));
    }
    float[] wide = MapLines.enlarged(distances, columns, width); // (rows, width)
    float[] turned = MapLines.turned(wide, width); // (width, rows)
    float[] tall = MapLines.enlarged(turned, rows(), height); // (width, height)
    float[] smooth = MapLines.turned(MapLines.smoothed(tall, height), height); // (height, width)
    return MapLines.smoothed(smooth, width);
  }
}
