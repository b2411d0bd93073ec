package dev.hibi.training;

import dev.hibi.ClassLabels;
import dev.hibi.model.scoring.Familiarity;
import dev.hibi.model.scoring.VerdictRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes an {@link Evaluation} of logits, batch by batch. Not thread-safe. */
final class EvaluationCollector {
  private final ClassLabels labels;
  private final int featuresEvery;
  private final Optional<VerdictRule> rule;
  private final List<Familiarity> familiarity = new ArrayList<>();
  private final SortedMap<Integer, float[]> features = new TreeMap<>();
  private float[] logits = new float[0];
  private int[] truths = new int[0];
  private int size;

  /** A collector that keeps no features, of the most probable classes. */
  EvaluationCollector(ClassLabels labels) {
    this(labels, 0, 0, Optional.empty());
  }

  /**
   * A collector.
   *
   * @param samples how many will be added
   * @param featureSamples of how many at most features are to be kept
   * @param rule by which classes are predicted
   */
  EvaluationCollector(
      ClassLabels labels, long samples, int featureSamples, Optional<VerdictRule> rule) {
    this.labels = labels;
    this.rule = rule;
    long every = featureSamples == 0 ? 0 : (samples + featureSamples - 1) / featureSamples;
    this.featuresEvery = Math.toIntExact(every);
  }

  /**
   * Adds a batch.
   *
   * @param batch logits (N, classes), row by row
   * @param truth (N), class numbers
   */
  void add(float[] batch, long[] truth) {
    int needed = Math.multiplyExact(size + truth.length, labels.size());
    if (needed > logits.length) {
      logits = Arrays.copyOf(logits, grown(needed));
    }
    if (size + truth.length > truths.length) {
      truths = Arrays.copyOf(truths, grown(size + truth.length));
    }
    System.arraycopy(batch, 0, logits, size * labels.size(), truth.length * labels.size());
    for (long label : truth) {
      truths[size++] = Math.toIntExact(label);
    }
  }

  private static int grown(int needed) {
    return Math.max(needed, needed + (needed >> 1)); // the sum may overflow
  }

  /** Whether features of the next samples are to be kept. */
  boolean wantsFeatures(int count) {
    return featuresEvery > 0 && nextWanted() < size + count;
  }

  private int nextWanted() {
    return (size + featuresEvery - 1) / featuresEvery * featuresEvery;
  }

  /**
   * Keeps what is wanted of the samples that will be added next.
   *
   * @param rows (count, features), row by row
   */
  void addFeatures(float[] rows, int count) {
    int width = rows.length / count;
    for (int sample = nextWanted(); sample < size + count; sample += featuresEvery) {
      int row = sample - size;
      features.put(sample, Arrays.copyOfRange(rows, row * width, (row + 1) * width));
    }
  }

  /** Adds how well the samples of a batch are known. */
  void addFamiliarity(List<Familiarity> batch) {
    familiarity.addAll(batch);
  }

  Evaluation result() {
    Predictions predictions =
        new Predictions(
            labels.size(),
            Arrays.copyOf(logits, size * labels.size()),
            Arrays.copyOf(truths, size),
            features,
            rule,
            familiarity);
    long[][] confusion = new long[labels.size()][labels.size()];
    double lossSum = 0;
    for (int sample = 0; sample < size; sample++) {
      confusion[predictions.label(sample)][predictions.predicted(sample)]++;
      lossSum += predictions.loss(sample);
    }
    List<List<Long>> rows = new ArrayList<>();
    for (long[] row : confusion) {
      rows.add(Arrays.stream(row).boxed().toList());
    }
    double loss = size == 0 ? 0 : lossSum / size;
    return new Evaluation(labels, size, loss, rows, predictions);
  }
}
