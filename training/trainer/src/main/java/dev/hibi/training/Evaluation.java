package dev.hibi.training;

import dev.hibi.ClassLabels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a classifier did on a data set.
 *
 * @param labels the classes, which number rows and columns
 * @param samples how many were classified
 * @param loss mean cross entropy
 * @param confusion rows are true classes, columns predicted ones
 * @param auc area under the ROC curve; with more than two classes the mean of one class against the
 *     rest; empty where a class has no sample
 * @param predictions what was said of each sample; of no sample where an evaluation was made from
 *     numbers alone
 */
public record Evaluation(
    ClassLabels labels,
    long samples,
    double loss,
    List<List<Long>> confusion,
    OptionalDouble auc,
    Predictions predictions) {

  /**
   * One class against the rest.
   *
   * @param precision share of those predicted that are of the class; 0 if none was predicted
   * @param recall share of the class's samples that were predicted so; 0 if there is none
   * @param f1 harmonic mean of the two; 0 if both are
   */
  public record ClassScores(double precision, double recall, double f1) {}

  /** Copies the matrix. */
  public Evaluation {
    confusion = confusion.stream().map(List::copyOf).toList();
  }

  /** Of numbers alone, without predictions. */
  public Evaluation(
      ClassLabels labels,
      long samples,
      double loss,
      List<List<Long>> confusion,
      OptionalDouble auc) {
    this(labels, samples, loss, confusion, auc, Predictions.none(labels.size()));
  }

  /** Number of samples that were classified right. */
  public long correct() {
    long correct = 0;
    for (int i = 0; i < labels.size(); i++) {
      correct += confusion.get(i).get(i);
    }
    return correct;
  }

  /** Number of samples that were classified wrong. */
  public long errors() {
    return samples - correct();
  }

  /** Share of samples that were classified right, 0 to 1. */
  public double accuracy() {
    return samples == 0 ? 0 : (double) correct() / samples;
  }

  /** Precision, recall and F1 of each class, in class order. */
  public Map<String, ClassScores> perClass() {
    Map<String, ClassScores> scores = new LinkedHashMap<>();
    for (int c = 0; c < labels.size(); c++) {
      long hits = confusion.get(c).get(c);
      long actual = 0;
      long predicted = 0;
      for (int other = 0; other < labels.size(); other++) {
        actual += confusion.get(c).get(other);
        predicted += confusion.get(other).get(c);
      }
      scores.put(
          labels.name(c),
          new ClassScores(
              ratio(hits, predicted), ratio(hits, actual), ratio(2 * hits, actual + predicted)));
    }
    return Collections.unmodifiableMap(scores);
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  /** Collects logits batch by batch. Not thread-safe. */
  static final class Collector {
    private final ClassLabels labels;
    private final int featuresEvery;
    private final SortedMap<Integer, float[]> features = new TreeMap<>();
    private float[] logits = new float[0];
    private int[] truths = new int[0];
    private int size;

    /** A collector that keeps no features. */
    Collector(ClassLabels labels) {
      this(labels, 0, 0);
    }

    /**
     * A collector.
     *
     * @param samples how many will be added
     * @param featureSamples of how many at most features are to be kept
     */
    Collector(ClassLabels labels, long samples, int featureSamples) {
      this.labels = labels;
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

    Evaluation result() {
      Predictions predictions =
          new Predictions(
              labels.size(),
              Arrays.copyOf(logits, size * labels.size()),
              Arrays.copyOf(truths, size),
              features);
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
      return new Evaluation(labels, size, loss, rows, auc(predictions), predictions);
    }

    private OptionalDouble auc(Predictions predictions) {
      double sum = 0;
      int first = labels.size() == 2 ? 1 : 0; // with two classes both curves have the same area
      for (int c = first; c < labels.size(); c++) {
        int label = c;
        double[] scores = new double[predictions.size()];
        Arrays.setAll(scores, sample -> predictions.score(sample, label));
        OptionalDouble area = RocCurve.area(scores, predictions.isOf(label));
        if (area.isEmpty()) {
          return OptionalDouble.empty();
        }
        sum += area.getAsDouble();
      }
      return OptionalDouble.of(sum / (labels.size() - first));
    }
  }
}
