package dev.hibi.training;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;

/**
 * What a classifier said of each sample of a data set, in the data set's order.
 *
 * <p>Immutable and thread-safe. Takes 4 bytes a sample, and 4 a sample and class.
 */
public final class Predictions {
  private final int classes;
  private final float[] logits; // (N, classes)
  private final int[] labels; // (N)
  private final SortedMap<Integer, float[]> features;

  /** Of arrays that are not copied and not to be written to again. */
  Predictions(int classes, float[] logits, int[] labels, SortedMap<Integer, float[]> features) {
    this.classes = classes;
    this.logits = logits;
    this.labels = labels;
    this.features = Collections.unmodifiableSortedMap(features);
  }

  /** Number of samples. */
  public int size() {
    return labels.length;
  }

  /** The true class of a sample, by its number. */
  public int label(int sample) {
    return labels[sample];
  }

  /** The class that was predicted, by its number: the one of the greatest logit. */
  public int predicted(int sample) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (logit(sample, c) > logit(sample, best)) {
        best = c;
      }
    }
    return best;
  }

  /** Whether the predicted class is not the true one. */
  public boolean isWrong(int sample) {
    return predicted(sample) != label(sample);
  }

  /** The probability of a class, 0 to 1: softmax of the logits; NaN if the logits are. */
  public double probability(int sample, int label) {
    return Math.min(1, StrictMath.exp(-crossEntropy(sample, label)));
  }

  /** The probability of a class for each sample, as {@link #probability}. */
  public double[] probabilities(int label) {
    double[] probabilities = new double[size()];
    Arrays.setAll(probabilities, sample -> probability(sample, label));
    return probabilities;
  }

  /** For each sample whether a class is the true one. */
  public boolean[] isOf(int label) {
    boolean[] is = new boolean[size()];
    for (int sample = 0; sample < is.length; sample++) {
      is[sample] = labels[sample] == label;
    }
    return is;
  }

  /** Cross entropy of a sample: minus the logarithm of its true class's probability. */
  public double loss(int sample) {
    return crossEntropy(sample, label(sample));
  }

  /**
   * Those that were classified wrong with the highest loss.
   *
   * @param count at most so many, at least 0
   * @return samples by falling loss, of equal loss in the data set's order; NaN comes first
   */
  public List<Integer> worstMistakes(int count) {
    record Mistake(int sample, double loss) {}

    Comparator<Mistake> order =
        Comparator.comparingDouble(Mistake::loss).reversed().thenComparingInt(Mistake::sample);
    PriorityQueue<Mistake> worst = new PriorityQueue<>(order.reversed());
    for (int sample = 0; sample < size(); sample++) {
      if (isWrong(sample)) {
        worst.add(new Mistake(sample, loss(sample)));
        if (worst.size() > count) {
          worst.remove();
        }
      }
    }
    return worst.stream().sorted(order).map(Mistake::sample).toList();
  }

  /**
   * What the head saw of some samples, evenly spread over the data set: float32 (features) by
   * sample, in order. As many as a {@link FitListener} has asked for; else empty.
   *
   * @return unmodifiable; the arrays are not to be written to
   */
  public Map<Integer, float[]> features() {
    return features;
  }

  /** Orders samples as a class (of two, the second) is probable, but does not saturate. */
  double score(int sample, int label) {
    return classes == 2
        ? (double) logit(sample, 1) - logit(sample, 0)
        : -crossEntropy(sample, label);
  }

  private float logit(int sample, int label) {
    return logits[sample * classes + label];
  }

  private double crossEntropy(int sample, int label) {
    double max = logit(sample, predicted(sample));
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += StrictMath.exp(logit(sample, c) - max);
    }
    return max + StrictMath.log(sum) - logit(sample, label);
  }

  /** Equal when all logits and labels are; features do not count. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Predictions that
        && classes == that.classes
        && Arrays.equals(logits, that.logits)
        && Arrays.equals(labels, that.labels);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(logits) * 31 + Arrays.hashCode(labels);
  }

  @Override
  public String toString() {
    return "Predictions[" + size() + " samples]";
  }
}
