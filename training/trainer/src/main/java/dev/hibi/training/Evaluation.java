package dev.hibi.training;

import dev.hibi.ClassLabels;
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
 * @param predictions what was said of each sample
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

  /**
   * The numbers as a JSON object over several lines: {@code samples}, {@code accuracy}, {@code
   * errors}, {@code loss}, {@code labels}, {@code confusion}, {@code perClass} with {@code
   * precision}, {@code recall} and {@code f1} of each class, and {@code auc} where there is one.
   */
  public String toJson() {
    return EvaluationJson.of(this);
  }
}
