package dev.hibi.training;

import dev.hibi.model.scoring.ClassProbability;
import dev.hibi.model.scoring.Familiarity;
import dev.hibi.model.scoring.VerdictRule;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Optional<VerdictRule> rule;
  private final List<Familiarity> familiarity;

  /**
   * Of arrays that are not copied and not to be written to again.
   *
   * @param rule by which a class is predicted; without one it is the most probable
   * @param familiarity of each sample, or empty
   */
  Predictions(
      int classes,
      float[] logits,
      int[] labels,
      SortedMap<Integer, float[]> features,
      Optional<VerdictRule> rule,
      List<Familiarity> familiarity) {
    this.rule = rule;
    this.familiarity = List.copyOf(familiarity);
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

  /** How verdicts follow from logits; empty if nobody knows which class is positive. */
  public Optional<VerdictRule> rule() {
    return rule;
  }

  /** How well the model knows each sample; empty if it does not tell. */
  public List<Familiarity> familiarity() {
    return familiarity;
  }

  /**
   * The class that was predicted, by its number: that of the {@linkplain VerdictRule#decided
   * model's operating point}, if it has one, else the {@linkplain #mostProbable most probable}.
   */
  public int predicted(int sample) {
    return rule.isPresent()
        ? rule.get().decided(logits, sample * classes, classes)
        : mostProbable(sample);
  }

  /** The class of the greatest logit, by its number; the first of equals. */
  public int mostProbable(int sample) {
    return VerdictRule.mostProbable(logits, sample * classes, classes);
  }

  /** Whether the predicted class is not the true one. */
  public boolean isWrong(int sample) {
    return predicted(sample) != label(sample);
  }

  /**
   * The probability of a class, 0 to 1: softmax of the logits; NaN if the logits are. To the bit
   * the score of a {@link dev.hibi.model.Verdict}.
   */
  public double probability(int sample, int label) {
    return ClassProbability.of(logits, sample * classes, classes, label);
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

  /** The network's raw answer for a class. */
  public float logit(int sample, int label) {
    return logits[sample * classes + label];
  }

  private double crossEntropy(int sample, int label) {
    double max = logit(sample, mostProbable(sample));
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += StrictMath.exp(logit(sample, c) - max);
    }
    return max + StrictMath.log(sum) - logit(sample, label);
  }

  /** Equal when all logits and labels are; nothing else counts. */
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
