package dev.hibi.training;

import dev.hibi.ClassLabels;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How a classifier did on a data set. Its accuracy, confusion and scores of classes are of the
 * {@linkplain Predictions#predicted predicted} classes, at the model's operating point where it has
 * one; areas and losses do not depend on it.
 *
 * @param labels the classes, which number rows and columns
 * @param samples how many were classified
 * @param loss mean cross entropy
 * @param confusion rows are true classes, columns predicted ones
 * @param predictions what was said of each sample
 */
public record Evaluation(
    ClassLabels labels,
    long samples,
    double loss,
    List<List<Long>> confusion,
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

  /** Where the accuracy lies if samples are independent (Wilson's interval). */
  public Interval accuracyInterval() {
    return Interval.wilson(correct(), samples);
  }

  /**
   * Where the accuracy lies if samples come in groups, such as several photographs of one wall:
   * wider than the other, since such samples are right or wrong together.
   *
   * @param groups for each sample, in the data set's order, what those of a group have in common
   * @return by 2,000 draws of groups, always the same ones; where all samples are right or all are
   *     wrong, Wilson's interval of the number of groups
   * @throws IllegalArgumentException if there are not as many as samples
   */
  public Interval accuracyInterval(List<?> groups) {
    if (groups.size() != predictions.size()) {
      throw new IllegalArgumentException(
          "wrong number of groups: expected one for each of %d samples, found %d"
              .formatted(predictions.size(), groups.size()));
    }
    boolean[] right = new boolean[predictions.size()];
    for (int sample = 0; sample < right.length; sample++) {
      right[sample] = !predictions.isWrong(sample);
    }
    return new GroupBootstrap(right, groups).accuracy(0);
  }

  /**
   * The area under the ROC curve, 0 to 1; with more than two classes the mean of one class against
   * the rest; empty where a class has no sample.
   */
  public OptionalDouble auc() {
    return meanOverClasses(Ranking::rocArea); // of two classes both have the same
  }

  /**
   * Average precision, 0 to 1: with two classes that of the second, with more the mean of one class
   * against the rest; empty where such a class has no sample.
   */
  public OptionalDouble averagePrecision() {
    return meanOverClasses(Ranking::averagePrecision);
  }

  /**
   * The expected calibration error, 0 to 1: how far the probability of the most probable class is
   * from how often it is right, in 15 bins of equal width.
   */
  public double expectedCalibrationError() {
    return new Calibration(predictions, labels.size()).expectedError();
  }

  /**
   * The Brier score: the mean square distance of probabilities from what came true, of two classes
   * that of either (0 to 1), of more the sum over them (0 to 2).
   */
  public double brierScore() {
    return new Calibration(predictions, labels.size()).brierScore();
  }

  /** Share of samples that the model does not know, 0 to 1; empty if it does not tell. */
  public OptionalDouble unfamiliarShare() {
    return predictions.familiarity().stream()
        .mapToDouble(one -> one.isUnfamiliar() ? 1 : 0)
        .average();
  }

  /** A measure of scores and whether each is of the class. */
  @FunctionalInterface
  private interface Measure {
    OptionalDouble of(double[] scores, boolean[] positive);
  }

  private OptionalDouble meanOverClasses(Measure measure) {
    int first = labels.size() == 2 ? 1 : 0;
    double sum = 0;
    for (int c = first; c < labels.size(); c++) {
      int label = c;
      double[] scores = new double[predictions.size()];
      Arrays.setAll(scores, sample -> predictions.score(sample, label));
      OptionalDouble value = measure.of(scores, predictions.isOf(label));
      if (value.isEmpty()) {
        return OptionalDouble.empty();
      }
      sum += value.getAsDouble();
    }
    return OptionalDouble.of(sum / (labels.size() - first));
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
   * accuracyInterval} with {@code low} and {@code high}, {@code errors}, {@code loss}, {@code
   * labels}, {@code confusion}, {@code perClass} with {@code precision}, {@code recall} and {@code
   * f1} of each class, {@code auc} and {@code averagePrecision} where there is one, {@code
   * expectedCalibrationError} and {@code brierScore}; where the model has an operating point,
   * {@code operatingPoint} with {@code positive} and {@code threshold}; where it can tell, {@code
   * unfamiliarShare}.
   */
  public String toJson() {
    return EvaluationJson.of(this);
  }

  /**
   * The same with {@code accuracyIntervalByGroup}.
   *
   * @param groups as {@link #accuracyInterval(List)} takes them
   */
  public String toJson(List<?> groups) {
    return EvaluationJson.of(this, groups);
  }
}
