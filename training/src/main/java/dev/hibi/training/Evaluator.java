package dev.hibi.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.RandomAccessDataset;
import dev.hibi.ClassLabels;
import dev.hibi.model.Classifier;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** Measures a classifier on a data set: every sample once, in order, without augmentation. */
public final class Evaluator {

  private Evaluator() {}

  /**
   * Evaluates a finished model.
   *
   * @param dataset prepared as the model's image specification says; its batches are as {@link
   *     LabeledData} has them
   * @param labels the classes of the data set's labels
   * @param batchSize at least 1; does not change the result beyond rounding
   * @throws IllegalArgumentException if the data's classes are not the model's
   * @throws IOException if a sample cannot be read
   */
  public static Evaluation evaluate(
      Classifier classifier, RandomAccessDataset dataset, ClassLabels labels, int batchSize)
      throws IOException {
    LabeledData.requireLabels(labels, classifier.labels());
    return evaluate(
        classifier::logits,
        classifier.manager(),
        new ImageSamples(dataset, batchSize, 0),
        classifier.labels());
  }

  /**
   * Evaluates anything that gives logits.
   *
   * @param logits from inputs to float32 (N, classes), owned by the inputs' manager
   * @param owner of a manager for the batches
   */
  static Evaluation evaluate(
      UnaryOperator<NDArray> logits, NDManager owner, Samples samples, ClassLabels labels)
      throws IOException {
    Evaluation.Collector collector = new Evaluation.Collector(labels);
    try (NDManager manager = owner.newSubManager()) {
      for (Batch next : samples.forEvaluation(manager)) {
        try (Batch batch = next) {
          NDArray outputs = logits.apply(batch.getData().singletonOrThrow()); // (N, classes)
          collector.add(
              outputs.toFloatArray(), // waits for the device
              batch.getLabels().singletonOrThrow().toLongArray());
        }
      }
    }
    Evaluation evaluation = collector.result();
    if (evaluation.samples() != samples.size()) {
      throw new IOException(
          "wrong number of samples: expected %d, found %d (test data)"
              .formatted(samples.size(), evaluation.samples()));
    }
    return evaluation;
  }
}
