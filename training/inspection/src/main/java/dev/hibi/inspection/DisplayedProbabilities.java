package dev.hibi.inspection;

/**
 * Whether the probabilities that are shown are what they say, as the network has them and with a
 * temperature that was fitted to the same images. No verdict depends on it.
 *
 * @param before as the network has them
 * @param temperature the best one
 * @param after with it
 */
public record DisplayedProbabilities(
    ReliabilityTable before, Temperature temperature, ReliabilityTable after) {
  /** How many ranges of probabilities are compared. */
  public static final int BINS = 10;

  /**
   * Of images that a person looked at.
   *
   * @param logits (N, classes), row by row
   * @param positive number of the class whose probabilities are shown
   * @param labels (N), class numbers
   * @throws IllegalArgumentException if there is no image, they do not fit, or a logit is not
   *     finite
   */
  public static DisplayedProbabilities of(float[] logits, int positive, int... labels) {
    Temperature fitted = Temperature.fit(logits, labels);
    return new DisplayedProbabilities(
        table(new Temperature(1), logits, positive, labels),
        fitted,
        table(fitted, logits, positive, labels));
  }

  private static ReliabilityTable table(
      Temperature temperature, float[] logits, int positive, int... labels) {
    int classes = logits.length / labels.length;
    double[] shown = new double[labels.length];
    boolean[] is = new boolean[labels.length];
    float[] row = new float[classes];
    for (int i = 0; i < labels.length; i++) {
      System.arraycopy(logits, i * classes, row, 0, classes);
      shown[i] = Math.min(1, temperature.probabilities(row)[positive]);
      is[i] = labels[i] == positive;
    }
    return ReliabilityTable.of(shown, is, BINS);
  }
}
