package dev.hibi.model.scoring;

import java.util.stream.IntStream;

/**
 * What a head's training makes least: half the square of its weights, and C times the sum of the
 * samples' cross entropies, each with its weight. Of two classes one row of weights is enough, that
 * of the logits' difference; of more there is a row for each. Parameters are, for each row, its
 * weights and then its bias, which is not held small.
 *
 * <p>Samples are cut into parts whose number depends on nothing but how many there are; parts are
 * summed in their order, so that the sums are the same with every number of threads.
 */
final class LogisticLoss implements Objective {
  private static final int MOST_PARTS = 64;
  private static final int LEAST_ROWS = 32; // of a part
  private static final int TOGETHER = 4;

  private final FeatureRows features;
  private final int[] labels;
  private final double[] weights; // of samples, times C
  private final int classes;
  private final int heads; // rows of weights
  private final int stride; // parameters of a head

  LogisticLoss(FeatureRows features, int[] labels, double[] weights, int classes) {
    this.features = features;
    this.labels = labels;
    this.weights = weights;
    this.classes = classes;
    this.heads = classes == 2 ? 1 : classes;
    this.stride = features.width() + 1;
  }

  @Override
  public int size() {
    return heads * stride;
  }

  @Override
  public double at(double[] parameters, double[] gradient) {
    int rows = features.count();
    int parts = Math.min(MOST_PARTS, (rows + LEAST_ROWS - 1) / LEAST_ROWS);
    double[] losses = new double[parts];
    double[][] gradients = new double[parts][];
    IntStream.range(0, parts)
        .parallel()
        .forEach(
            part -> {
              gradients[part] = new double[size()];
              int first = (int) ((long) rows * part / parts);
              int end = (int) ((long) rows * (part + 1) / parts);
              losses[part] = sum(parameters, first, end, gradients[part]);
            });
    double loss = penalty(parameters, gradient);
    for (int part = 0; part < parts; part++) {
      loss += losses[part];
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += gradients[part][i];
      }
    }
    return loss;
  }

  private double penalty(double[] parameters, double[] gradient) {
    double sum = 0;
    for (int i = 0; i < gradient.length; i++) {
      boolean isBias = i % stride == stride - 1;
      gradient[i] = isBias ? 0 : parameters[i];
      sum += gradient[i] * gradient[i];
    }
    return sum / 2;
  }

  private double sum(double[] parameters, int first, int end, double[] gradient) {
    Rows rows = new Rows();
    double loss = 0;
    for (int row = first; row < end; row += TOGETHER) {
      rows.take(row, end);
      loss += rows.loss(parameters);
      rows.addGradient(gradient);
    }
    return loss;
  }

  /** Four rows, which go over weights and gradient together. */
  private final class Rows {
    private final int[] offsets = new int[TOGETHER];
    private final int[] truths = new int[TOGETHER];
    private final double[] counts = new double[TOGETHER];
    private final double[][] logits = new double[classes][TOGETHER];
    private final double[][] factors = new double[classes][TOGETHER];

    /** The rows from one on; for those behind the end the last one, which does not count. */
    void take(int row, int end) {
      for (int i = 0; i < TOGETHER; i++) {
        int one = Math.min(row + i, end - 1);
        offsets[i] = features.offset(one);
        truths[i] = labels[one];
        counts[i] = row + i < end ? weights[one] : 0;
      }
    }

    /** What they cost, and what is to be added to the gradient. */
    double loss(double[] parameters) {
      for (int head = 0; head < heads; head++) {
        multiply(parameters, head * stride, logits[head + classes - heads]);
      }
      double loss = 0;
      for (int i = 0; i < TOGETHER; i++) {
        double logSum = logSumExp(i);
        loss += counts[i] * (logSum - logits[truths[i]][i]);
        for (int c = 0; c < classes; c++) {
          double excess = StrictMath.exp(logits[c][i] - logSum) - (truths[i] == c ? 1 : 0);
          factors[c][i] = counts[i] * excess;
        }
      }
      return loss;
    }

    private double logSumExp(int row) {
      double greatest = Double.NEGATIVE_INFINITY;
      for (double[] logit : logits) {
        greatest = Math.max(greatest, logit[row]);
      }
      double sum = 0;
      for (double[] logit : logits) {
        sum += StrictMath.exp(logit[row] - greatest);
      }
      return greatest + StrictMath.log(sum);
    }

    private void multiply(double[] parameters, int at, double[] sums) {
      float[] x = features.values();
      int width = features.width();
      int r0 = offsets[0];
      int r1 = offsets[1];
      int r2 = offsets[2];
      int r3 = offsets[3];
      double s0 = parameters[at + width];
      double s1 = s0;
      double s2 = s0;
      double s3 = s0;
      for (int i = 0; i < width; i++) {
        double weight = parameters[at + i];
        s0 += x[r0 + i] * weight;
        s1 += x[r1 + i] * weight;
        s2 += x[r2 + i] * weight;
        s3 += x[r3 + i] * weight;
      }
      sums[0] = s0;
      sums[1] = s1;
      sums[2] = s2;
      sums[3] = s3;
    }

    void addGradient(double[] gradient) {
      for (int head = 0; head < heads; head++) {
        add(factors[head + classes - heads], gradient, head * stride);
      }
    }

    private void add(double[] factor, double[] gradient, int at) {
      float[] x = features.values();
      int width = features.width();
      int r0 = offsets[0];
      int r1 = offsets[1];
      int r2 = offsets[2];
      int r3 = offsets[3];
      double f0 = factor[0];
      double f1 = factor[1];
      double f2 = factor[2];
      double f3 = factor[3];
      for (int i = 0; i < width; i++) {
        gradient[at + i] += (f0 * x[r0 + i] + f1 * x[r1 + i]) + (f2 * x[r2 + i] + f3 * x[r3 + i]);
      }
      gradient[at + width] += (f0 + f1) + (f2 + f3);
    }
  }
}
