package dev.hibi.model.scoring;

import java.util.Arrays;

/**
 * A head over features, solved at once: multinomial logistic regression (D. R. Cox, 1958) with a
 * penalty on the square of the weights, not on the bias. What is made least is {@code |W|^2 / 2 + C
 * * sum of w_i * crossEntropy_i}, as scikit-learn's {@code LogisticRegression(C)} has it; of two
 * classes the penalty is on the difference of their weights, and each gets half of it.
 *
 * <p>There is one least, since the penalty is convex; nothing is drawn. Solved in double, the same
 * to the bit with every number of threads. Immutable and thread-safe.
 */
public final class LogisticHead {
  private final int width;
  private final double[] weights; // (classes, width)
  private final double[] bias; // (classes)
  private final int iterations;
  private final double gradientNorm;
  private final boolean converged;

  private LogisticHead(Builder builder, Lbfgs result) {
    this.width = builder.features.width();
    int classes = builder.classes;
    this.weights = new double[Math.multiplyExact(classes, width)];
    this.bias = new double[classes];
    double[] x = result.x();
    for (int c = 0; c < classes; c++) {
      double sign = classes == 2 ? c - 0.5 : 1;
      int at = classes == 2 ? 0 : c * (width + 1);
      for (int i = 0; i < width; i++) {
        weights[c * width + i] = sign * x[at + i];
      }
      bias[c] = sign * x[at + width];
    }
    this.iterations = result.iterations();
    this.gradientNorm = result.gradientNorm();
    this.converged = gradientNorm <= builder.tolerance;
  }

  /**
   * Begins a head for labelled rows.
   *
   * @param features a row a sample, at least one; not copied
   * @param labels of each row, its class's number; not copied
   * @param classes how many there are, at least 2
   */
  public static Builder builder(FeatureRows features, int[] labels, int classes) {
    return new Builder(features, labels, classes);
  }

  /** How a head is fitted. Not thread-safe. */
  public static final class Builder {
    private final FeatureRows features;
    private final int[] labels;
    private final int classes;
    private double[] sampleWeights;
    private double inverseRegularization = 1;
    private double tolerance = 1e-6;
    private int mostIterations = 10_000;

    private Builder(FeatureRows features, int[] labels, int classes) {
      this.features = features;
      this.labels = labels;
      this.classes = classes;
      this.sampleWeights = new double[labels.length];
      Arrays.fill(sampleWeights, 1);
    }

    /** How much each row counts, at least 0; 1 each unless given. */
    public Builder sampleWeights(double... weights) {
      this.sampleWeights = weights.clone();
      return this;
    }

    /** The C above: more of it lets weights grow; above 0, 1 unless given. */
    public Builder inverseRegularization(double c) {
      this.inverseRegularization = c;
      return this;
    }

    /**
     * At which Euclidean length of the gradient it is done, above 0; {@code 1e-6} unless given. No
     * weight is farther than this from where it should be, but for what the bias adds.
     */
    public Builder tolerance(double gradientNorm) {
      this.tolerance = gradientNorm;
      return this;
    }

    /** How many steps are made at most, at least 1; 10,000 unless given. */
    public Builder mostIterations(int iterations) {
      this.mostIterations = iterations;
      return this;
    }

    /**
     * Solves.
     *
     * @return the head, {@linkplain #converged converged} or as far as it came
     * @throws IllegalArgumentException if what was given does not fit together, or all rows that
     *     count are of one class
     */
    public LogisticHead fit() {
      requireOptions();
      requireSamples();
      double[] scaled = new double[sampleWeights.length];
      Arrays.setAll(scaled, row -> sampleWeights[row] * inverseRegularization);
      LogisticLoss loss = new LogisticLoss(features, labels, scaled, classes);
      return new LogisticHead(this, Lbfgs.minimize(loss, tolerance, mostIterations));
    }

    private void requireOptions() {
      if (classes < 2) {
        throw new IllegalArgumentException(
            "too few classes: expected at least 2, found %d".formatted(classes));
      }
      requirePositive("inverse regularisation", inverseRegularization);
      requirePositive("tolerance", tolerance);
      requirePositive("number of iterations", mostIterations);
    }

    private static void requirePositive(String name, double value) {
      if (!(value > 0 && Double.isFinite(value))) {
        throw new IllegalArgumentException(
            "bad %s: expected a finite number above 0, found %s".formatted(name, value));
      }
    }

    private void requireSamples() {
      if (labels.length != features.count() || sampleWeights.length != features.count()) {
        throw new IllegalArgumentException(
            "samples do not fit: expected a label and a weight for each of %d rows, found %d and %d"
                .formatted(features.count(), labels.length, sampleWeights.length));
      }
      boolean[] counted = new boolean[classes];
      for (int row = 0; row < labels.length; row++) {
        if (labels[row] < 0 || labels[row] >= classes) {
          throw new IllegalArgumentException(
              "bad label: expected 0 to %d, found %d (row %d)"
                  .formatted(classes - 1, labels[row], row));
        }
        if (!(sampleWeights[row] >= 0 && Double.isFinite(sampleWeights[row]))) {
          throw new IllegalArgumentException(
              "bad weight: expected a finite number of at least 0, found %s (row %d)"
                  .formatted(sampleWeights[row], row));
        }
        counted[labels[row]] |= sampleWeights[row] > 0;
      }
      for (int c = 0; c < classes; c++) {
        if (!counted[c]) {
          throw new IllegalArgumentException(
              "no sample of a class: expected at least one of weight above 0, found none (class %d)"
                  .formatted(c));
        }
      }
    }
  }

  /** The weights, (classes, width), row by row; a copy. */
  public double[] weights() {
    return weights.clone();
  }

  /** The bias of each class; a copy. */
  public double[] bias() {
    return bias.clone();
  }

  /** Whether the gradient became as short as asked. */
  public boolean converged() {
    return converged;
  }

  /** The Euclidean length of the gradient at the end: how far it came. */
  public double gradientNorm() {
    return gradientNorm;
  }

  /** How many steps were made. */
  public int iterations() {
    return iterations;
  }

  /**
   * What the head answers.
   *
   * @param features rows as wide as those it was fitted to
   * @return logits, (N, classes), row by row
   * @throws IllegalArgumentException if they have another width
   */
  public double[] logits(FeatureRows features) {
    features.requireWidth(width);
    double[] logits = new double[Math.multiplyExact(features.count(), bias.length)];
    for (int row = 0; row < features.count(); row++) {
      for (int c = 0; c < bias.length; c++) {
        double sum = bias[c];
        for (int i = 0; i < width; i++) {
          sum += weights[c * width + i] * features.values()[features.offset(row) + i];
        }
        logits[row * bias.length + c] = sum;
      }
    }
    return logits;
  }
}
