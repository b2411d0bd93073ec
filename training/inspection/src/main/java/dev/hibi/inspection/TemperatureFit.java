package dev.hibi.inspection;

/**
 * The mean cross entropy as a function of the inverse temperature, b = 1 / T. It is convex in b, so
 * that its slope, the mean of what the model expects of its logits less the true class's logit, has
 * one sign on each side of the best.
 */
final class TemperatureFit {
  private static final double CLOSE = 1e-12; // relative

  private final float[] logits;
  private final int[] labels;
  private final int classes;

  TemperatureFit(float[] logits, int[] labels) {
    if (labels.length == 0 || logits.length == 0 || logits.length % labels.length != 0) {
      throw new IllegalArgumentException(
          "logits do not fit: expected as many for each of %d labels, found %d"
              .formatted(labels.length, logits.length));
    }
    this.logits = logits;
    this.labels = labels;
    this.classes = logits.length / labels.length;
    for (int row = 0; row < labels.length; row++) {
      require(row);
    }
  }

  private void require(int row) {
    if (labels[row] < 0 || labels[row] >= classes) {
      throw new IllegalArgumentException(
          "bad label: expected 0 to %d, found %d (row %d)"
              .formatted(classes - 1, labels[row], row));
    }
    for (int c = 0; c < classes; c++) {
      if (!Float.isFinite(logits[row * classes + c])) {
        throw new IllegalArgumentException(
            "bad logit: expected a finite number, found %s (row %d)"
                .formatted(logits[row * classes + c], row));
      }
    }
  }

  /** The temperature of the least, halving between the two ends. */
  double best() {
    double low = 1 / Temperature.GREATEST;
    double high = 1 / Temperature.LEAST;
    if (slope(low) >= 0) {
      return Temperature.GREATEST;
    }
    if (slope(high) <= 0) {
      return Temperature.LEAST;
    }
    while (high - low > CLOSE * low) {
      double middle = (low + high) / 2;
      if (slope(middle) < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return 2 / (low + high);
  }

  private double slope(double inverse) {
    double sum = 0;
    for (int row = 0; row < labels.length; row++) {
      sum += expected(row * classes, inverse) - logits[row * classes + labels[row]];
    }
    return sum / labels.length;
  }

  /** The mean of a row's logits, weighted by their probabilities. */
  private double expected(int offset, double inverse) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      greatest = Math.max(greatest, logits[offset + c]);
    }
    double weights = 0;
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      double weight = StrictMath.exp((logits[offset + c] - greatest) * inverse);
      weights += weight;
      sum += weight * logits[offset + c];
    }
    return sum / weights;
  }
}
