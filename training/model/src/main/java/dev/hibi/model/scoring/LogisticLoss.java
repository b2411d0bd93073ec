package dev.hibi.model.scoring;

import java.util.Arrays;
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
    double[] logits = new double[classes];
    double loss = 0;
    for (int row = first; row < end; row++) {
      for (int head = 0; head < heads; head++) {
        logits[head + classes - heads] = logit(parameters, head * stride, features.offset(row));
      }
      double logSum = logSumExp(logits);
      loss += weights[row] * (logSum - logits[labels[row]]);
      for (int head = 0; head < heads; head++) {
        int c = head + classes - heads;
        double excess = StrictMath.exp(logits[c] - logSum) - (labels[row] == c ? 1 : 0);
        add(weights[row] * excess, features.offset(row), gradient, head * stride);
      }
    }
    return loss;
  }

  private static double logSumExp(double[] logits) {
    double greatest = Arrays.stream(logits).max().orElse(0);
    double sum = 0;
    for (double logit : logits) {
      sum += StrictMath.exp(logit - greatest);
    }
    return greatest + StrictMath.log(sum);
  }

  /** Four sums side by side, which do not wait for each other. */
  private double logit(double[] parameters, int at, int row) {
    float[] x = features.values();
    int width = features.width();
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < width; i += 4) {
      s0 += x[row + i] * parameters[at + i];
      s1 += x[row + i + 1] * parameters[at + i + 1];
      s2 += x[row + i + 2] * parameters[at + i + 2];
      s3 += x[row + i + 3] * parameters[at + i + 3];
    }
    for (; i < width; i++) {
      s0 += x[row + i] * parameters[at + i];
    }
    return (s0 + s1) + (s2 + s3) + parameters[at + width];
  }

  private void add(double factor, int row, double[] gradient, int at) {
    float[] x = features.values();
    int width = features.width();
    for (int i = 0; i < width; i++) {
      gradient[at + i] += factor * x[row + i];
    }
    gradient[at + width] += factor;
  }
}
