package dev.hibi.report;

import dev.hibi.ClassLabels;
import dev.hibi.LabeledImages;
import dev.hibi.inspection.ClopperPearson;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.scoring.VerdictRule;
import dev.hibi.training.Evaluation;
import dev.hibi.training.Predictions;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A model and what it said of images.
 *
 * @param overlay that is drawn over images beside themselves, if any
 */
record Measured(
    ModelDescription model,
    Evaluation evaluation,
    LabeledImages images,
    Optional<PictureOverlay> overlay) {

  /**
   * Checks that they belong together.
   *
   * @throws IllegalArgumentException if the classes or the number of images differ
   */
  Measured {
    if (!images.labels().equals(evaluation.labels())) {
      throw new IllegalArgumentException(
          "images of other classes: expected %s, found %s"
              .formatted(evaluation.labels(), images.labels()));
    }
    if (images.size() != evaluation.samples()) {
      throw new IllegalArgumentException(
          "other images: expected the %d that were evaluated, found %d"
              .formatted(evaluation.samples(), images.size()));
    }
  }

  ClassLabels labels() {
    return evaluation.labels();
  }

  Predictions predictions() {
    return evaluation.predictions();
  }

  /**
   * The class that counts as crack, with the threshold that the numbers are at; empty if nobody
   * knows which. Of a network that learned still, nothing but what is most probable was counted.
   */
  Optional<VerdictRule> rule() {
    return predictions()
        .rule()
        .or(
            () ->
                model
                    .verdictRule()
                    .map(rule -> new VerdictRule(rule.positive(), Optional.empty())));
  }

  /** How many were classified right. */
  ClopperPearson right() {
    return Numbers.share(evaluation.correct(), evaluation.samples());
  }

  /** Of the images of a class those that were called so. */
  ClopperPearson found(int label) {
    return Numbers.share(count(label, label), row(label));
  }

  /** Of the other images those that were called so. */
  ClopperPearson falseAlarms(int label) {
    return Numbers.share(called(label) - count(label, label), evaluation.samples() - row(label));
  }

  /** Of the images that were called so those that are. */
  ClopperPearson precision(int label) {
    return Numbers.share(count(label, label), called(label));
  }

  private long count(int row, int column) {
    return evaluation.confusion().get(row).get(column);
  }

  private long row(int label) {
    return evaluation.confusion().get(label).stream().mapToLong(count -> count).sum();
  }

  private long called(int label) {
    return evaluation.confusion().stream().mapToLong(row -> row.get(label)).sum();
  }

  /** The classes that have curves: the one that counts as crack, of two any, else all. */
  List<Integer> curveClasses() {
    if (rule().isPresent()) {
      return List.of(rule().get().positive());
    }
    return labels().size() == 2 ? List.of(1) : IntStream.range(0, labels().size()).boxed().toList();
  }

  /**
   * Orders samples as a class is probable, but does not saturate: the class's log-odds.
   *
   * @return (N)
   */
  double[] logOdds(int label) {
    double[] odds = new double[predictions().size()];
    for (int sample = 0; sample < odds.length; sample++) {
      odds[sample] = predictions().logit(sample, label) - logSumOfOthers(sample, label);
    }
    return odds;
  }

  private double logSumOfOthers(int sample, int label) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < labels().size(); c++) {
      greatest = c == label ? greatest : Math.max(greatest, predictions().logit(sample, c));
    }
    double sum = 0;
    for (int c = 0; c < labels().size(); c++) {
      sum += c == label ? 0 : StrictMath.exp(predictions().logit(sample, c) - greatest);
    }
    return greatest + StrictMath.log(sum);
  }
}
