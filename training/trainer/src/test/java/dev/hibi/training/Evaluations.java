package dev.hibi.training;

import dev.hibi.ClassLabels;
import dev.hibi.model.scoring.VerdictRule;
import java.util.Optional;

/** Evaluations of logits that a test makes up, for the tests of other rooms too. */
public final class Evaluations {
  private Evaluations() {}

  /**
   * Of logits.
   *
   * @param logits (N, classes), row by row
   * @param truths (N), class numbers
   */
  public static Evaluation of(ClassLabels labels, float[] logits, long... truths) {
    EvaluationCollector collector = new EvaluationCollector(labels);
    collector.add(logits, truths);
    return collector.result();
  }

  /** Of logits, at a model's threshold. */
  public static Evaluation of(
      ClassLabels labels, VerdictRule rule, float[] logits, long... truths) {
    EvaluationCollector collector = new EvaluationCollector(labels, 0, 0, Optional.of(rule));
    collector.add(logits, truths);
    return collector.result();
  }

  /**
   * Of equal logits and the first class, with the features of up to 10 samples.
   *
   * @param features (samples, width), row by row
   */
  public static Evaluation withFeatures(ClassLabels labels, int samples, float[] features) {
    EvaluationCollector collector = new EvaluationCollector(labels, samples, 10, Optional.empty());
    collector.addFeatures(features, samples);
    collector.add(new float[labels.size() * samples], new long[samples]);
    return collector.result();
  }
}
