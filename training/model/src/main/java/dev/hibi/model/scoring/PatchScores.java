package dev.hibi.model.scoring;

/**
 * What a {@link PatchBank} says of one image.
 *
 * <p>Immutable and thread-safe.
 */
final class PatchScores {
  private final float image;
  private final int columns;
  private final float[] distances;

  PatchScores(float image, int columns, float[] distances) {
    this.image = image;
    this.columns = columns;
    this.distances = distances;
  }

  /** The image's score, at least 0; the larger, the less ordinary. */
  public float image() {
    return image;
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
  public float[] map(int width, int height) {
    return new PatchMap(columns, distances).enlarged(width, height);
  }
}
