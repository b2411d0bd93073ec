package dev.hibi.inspection;

/**
 * By what logits are divided before they are shown as probabilities, so that these are neither too
 * sure nor too modest: temperature scaling (C. Guo et al., On Calibration of Modern Neural
 * Networks, 2017). For display only: the order of scores, and so every threshold's verdict, stays.
 *
 * <p>Immutable and thread-safe.
 *
 * @param value above 0; 1 changes nothing, more is more modest
 */
public record Temperature(double value) {
  /**
   * Whether the probabilities that are shown are what they say, as the network has them and with a
   * temperature that was fitted to the same images. No verdict depends on it.
   *
   * @param before as the network has them
   * @param temperature the best one
   * @param after with it
   */
  public record Effect(ReliabilityTable before, Temperature temperature, ReliabilityTable after) {
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
    public static Effect of(float[] logits, int positive, int... labels) {
      Temperature fitted = fit(logits, labels);
      return new Effect(
          new Temperature(1).table(logits, positive, labels),
          fitted,
          fitted.table(logits, positive, labels));
    }
  }

  /** The least that is fitted: to logits that are all right and small. */
  public static final double LEAST = 0.01;

  /** The greatest that is fitted: to logits that say nothing. */
  public static final double GREATEST = 100;

  /**
   * Checks.
   *
   * @throws IllegalArgumentException unless it is above 0 and finite
   */
  public Temperature {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "bad temperature: expected a finite number above 0, found %s".formatted(value));
    }
  }

  /**
   * The temperature at which the mean cross entropy is least, {@link #LEAST} to {@link #GREATEST}.
   *
   * @param logits (N, classes), row by row; of data that the model did not learn from
   * @param labels (N), class numbers
   * @throws IllegalArgumentException if there is no row, they do not fit, or a logit is not finite
   */
  public static Temperature fit(float[] logits, int... labels) {
    return new Temperature(new TemperatureFit(logits, labels).best());
  }

  /**
   * Probabilities to be shown.
   *
   * @param logits one a class
   * @return 0 to 1, together 1
   */
  public double[] probabilities(float... logits) {
    double[] shown = new double[logits.length];
    double greatest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      greatest = Math.max(greatest, logit);
    }
    double sum = 0;
    for (int c = 0; c < logits.length; c++) {
      shown[c] = StrictMath.exp((logits[c] - greatest) / value);
      sum += shown[c];
    }
    for (int c = 0; c < logits.length; c++) {
      shown[c] /= sum;
    }
    return shown;
  }

  private ReliabilityTable table(float[] logits, int positive, int... labels) {
    double[] shown = new double[labels.length];
    boolean[] is = new boolean[labels.length];
    float[] row = new float[logits.length / labels.length];
    for (int i = 0; i < labels.length; i++) {
      System.arraycopy(logits, i * row.length, row, 0, row.length);
      shown[i] = Math.min(1, probabilities(row)[positive]);
      is[i] = labels[i] == positive;
    }
    return ReliabilityTable.of(shown, is, Effect.BINS);
  }

  /** Whether the best lies beyond what is fitted, so that this one means little. */
  public boolean isAtTheEnd() {
    return value <= LEAST || value >= GREATEST;
  }
}
