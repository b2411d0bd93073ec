package dev.hibi.training;

import dev.hibi.ClassLabels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How a classifier did on a data set.
 *
 * @param labels the classes, which number rows and columns
 * @param samples how many were classified
 * @param loss mean cross entropy
 * @param confusion rows are true classes, columns predicted ones
 * @param auc area under the ROC curve; with more than two classes the mean of one class against the
 *     rest; empty where a class has no sample
 */
public record Evaluation(
    ClassLabels labels, long samples, double loss, List<List<Long>> confusion, OptionalDouble auc) {

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
    private final long[][] confusion;
    private final List<float[]> logits = new ArrayList<>();
    private final List<Integer> truths = new ArrayList<>();
    private double lossSum;

    Collector(ClassLabels labels) {
      this.labels = labels;
      this.confusion = new long[labels.size()][labels.size()];
    }

    /**
     * Adds a batch.
     *
     * @param batch logits (N, classes), row by row
     * @param truth (N), class numbers
     */
    void add(float[] batch, long[] truth) {
      int classes = labels.size();
      for (int i = 0; i < truth.length; i++) {
        float[] row = Arrays.copyOfRange(batch, i * classes, (i + 1) * classes);
        int label = Math.toIntExact(truth[i]);
        confusion[label][argMax(row)]++;
        lossSum += crossEntropy(row, label);
        logits.add(row);
        truths.add(label);
      }
    }

    Evaluation result() {
      List<List<Long>> rows = new ArrayList<>();
      for (long[] row : confusion) {
        rows.add(Arrays.stream(row).boxed().toList());
      }
      double loss = truths.isEmpty() ? 0 : lossSum / truths.size();
      return new Evaluation(labels, truths.size(), loss, rows, auc());
    }

    private OptionalDouble auc() {
      double sum = 0;
      int first = labels.size() == 2 ? 1 : 0; // with two classes both curves have the same area
      for (int c = first; c < labels.size(); c++) {
        double[] scores = new double[truths.size()];
        boolean[] positive = new boolean[truths.size()];
        for (int i = 0; i < scores.length; i++) {
          scores[i] = score(logits.get(i), c);
          positive[i] = truths.get(i) == c;
        }
        OptionalDouble area = RocCurve.area(scores, positive);
        if (area.isEmpty()) {
          return OptionalDouble.empty();
        }
        sum += area.getAsDouble();
      }
      return OptionalDouble.of(sum / (labels.size() - first));
    }

    /** Orders samples as a class (of two, the second) is probable, but does not saturate. */
    private static double score(float[] row, int label) {
      return row.length == 2 ? (double) row[1] - row[0] : -crossEntropy(row, label);
    }

    private static int argMax(float[] row) {
      int best = 0;
      for (int i = 1; i < row.length; i++) {
        if (row[i] > row[best]) {
          best = i;
        }
      }
      return best;
    }

    private static double crossEntropy(float[] row, int label) {
      double max = row[argMax(row)];
      double sum = 0;
      for (float value : row) {
        sum += StrictMath.exp(value - max);
      }
      return max + StrictMath.log(sum) - row[label];
    }
  }
}
