package dev.hibi.model.network;

/**
 * What of a residual network is compared with ordinary images, patch by patch: {@link
 * Layer.Patches} of layer2 and layer3, as K. Roth et al., Towards Total Recall in Industrial
 * Anomaly Detection (2022), have it, and {@link Layer.PatchScore} in the place of pooled features.
 *
 * @param stride from one patch to the next, in pixels of layer2's map, which are 8 of the image's
 * @param rows of the bank of ordinary patches; 0 for a network that gives patches alone
 * @param percent of an image's patches, those farthest from the bank, whose mean distance is the
 *     image's score; 0 for the paper's, the farthest one's, weighted
 */
public record PatchGrid(int stride, int rows, int percent) {
  /** The group whose map is the finer one. */
  static final int FINE = 2;

  /** The ordinary one and the other. */
  public static final int CLASSES = 2;

  /** The tensor with the bank: float32 (rows, width). */
  public static final String BANK = "bank.rows";

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the stride is below 1, there are less than 0 rows, or the
   *     percentage is none
   */
  public PatchGrid {
    if (stride < 1 || rows < 0) {
      throw new IllegalArgumentException(
          "bad patches: expected a stride of 1 and more and no less than 0 rows, found %d and %d"
              .formatted(stride, rows));
    }
    if (percent < 0 || percent > 100) {
      throw new IllegalArgumentException(
          "bad percentage of patches: expected 0 to 100, found " + percent);
    }
  }

  /** Scored as the paper does. */
  public PatchGrid(int stride, int rows) {
    this(stride, rows, 0);
  }

  /** The same patches, beside a bank of so many rows. */
  public PatchGrid withRows(int count) {
    return new PatchGrid(stride, count, percent);
  }
}
