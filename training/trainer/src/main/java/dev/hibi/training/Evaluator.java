package dev.hibi.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.RandomAccessDataset;
import dev.hibi.ClassLabels;
import dev.hibi.LabeledImages;
import dev.hibi.model.Classifier;
import dev.hibi.model.UnusableAnswerException;
import dev.hibi.model.scoring.Familiarity;
import dev.hibi.model.scoring.VerdictRule;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Measures a classifier on a data set: every sample once, in order, without augmentation. */
public final class Evaluator {

  private Evaluator() {}

  /**
   * Evaluates a finished model.
   *
   * @param data prepared as the model's image specification says: batches of images, float32 (N, 3,
   *     H, W), normalised, and labels, int64 (N), indices into the class labels
   * @param batchSize at least 1; does not change the result beyond rounding
   * @throws IllegalArgumentException if the data's classes are not the model's, its images were
   *     prepared otherwise than the model's or with augmentation, or a sample's label is none of
   *     them
   * @throws IOException if a sample cannot be read
   * @throws UnusableAnswerException if the model's answer to a sample is not finite; it names the
   *     sample
   */
  public static <D extends RandomAccessDataset & LabeledImages> Evaluation evaluate(
      Classifier classifier, D data, int batchSize) throws IOException {
    return evaluate(classifier, data, batchSize, 0);
  }

  /**
   * As the other, and keeps what the head sees.
   *
   * @param featureSamples of how many samples at most, evenly spread, {@link Predictions#features}
   *     are kept: of all of them if it is the data's size
   */
  public static <D extends RandomAccessDataset & LabeledImages> Evaluation evaluate(
      Classifier classifier, D data, int batchSize, int featureSamples) throws IOException {
    if (batchSize < 1) {
      throw new IllegalArgumentException("bad batch size: expected 1 and more, found " + batchSize);
    }
    LabeledDataset test = LabeledDataset.of(LabeledDataset.TEST, data);
    test.requireLabels(classifier.labels());
    test.requireSpec(classifier.imageSpec());
    test.requireNoAugmentation("evaluation");
    test.requireLabelNumbers();
    return CheckedBatches.reading(
        () ->
            evaluate(
                new Network(classifier::allFeatures, classifier::head, featureSamples),
                classifier.manager(),
                new ImageSamples(data, batchSize, 0),
                classifier.labels(),
                new StopSignal(),
                new Verdicts(classifier, data)));
  }

  /** What is made of answers, beside counting them. */
  private interface Answers {
    /** By what classes are predicted. */
    Optional<VerdictRule> rule();

    /**
     * Looks at a batch before it counts.
     *
     * @param features what the network gave: (N, features), and what else there is
     * @param logits (N, classes), row by row
     * @param first number of the batch's first sample
     * @return how well each is known; empty if nobody can tell
     */
    List<Familiarity> look(NDList features, float[] logits, long first);
  }

  /** Of a network that learns still: the most probable class. */
  private static final class Guesses implements Answers {
    @Override
    public Optional<VerdictRule> rule() {
      return Optional.empty();
    }

    @Override
    public List<Familiarity> look(NDList features, float[] logits, long first) {
      return List.of();
    }
  }

  /** Of a finished model: finite, or an error; by its threshold. */
  private record Verdicts(Classifier classifier, LabeledImages data) implements Answers {
    @Override
    public Optional<VerdictRule> rule() {
      return classifier.description().verdictRule();
    }

    @Override
    public List<Familiarity> look(NDList features, float[] logits, long first) {
      requireFinite(logits, first, data);
      return classifier.hasFamiliarity()
          ? classifier.familiarity(features.get(1), row -> data.name(first + row))
          : List.of();
    }
  }

  private static void requireFinite(float[] logits, long first, LabeledImages data) {
    ClassLabels labels = data.labels();
    for (int i = 0; i < logits.length; i++) {
      if (!Float.isFinite(logits[i])) {
        int row = i / labels.size();
        Map<String, Float> answer = new LinkedHashMap<>();
        for (int c = 0; c < labels.size(); c++) {
          answer.put(labels.name(c), logits[row * labels.size() + c]);
        }
        throw new UnusableAnswerException(data.name(first + row), answer);
      }
    }
  }

  /**
   * What is evaluated, in two parts; results are owned by the inputs' manager.
   *
   * @param features from inputs to float32 (N, features), and behind that what else is looked at
   * @param head from features to logits, float32 (N, classes)
   * @param featureSamples of how many samples at most features are to be kept
   */
  record Network(
      Function<NDArray, NDList> features, UnaryOperator<NDArray> head, int featureSamples) {

    /** A network of one part, whose features are not kept. */
    static Network of(UnaryOperator<NDArray> logits) {
      return new Network(NDList::new, logits, 0);
    }
  }

  /**
   * Evaluates a network that learns still: whether its loss is finite is the trainer's to see.
   *
   * @param owner of a manager for the batches
   * @throws StopSignal.Stopped if that is asked for
   */
  static Evaluation evaluate(
      Network network, NDManager owner, Samples samples, ClassLabels labels, StopSignal stop)
      throws IOException {
    return evaluate(network, owner, samples, labels, stop, new Guesses());
  }

  private static Evaluation evaluate(
      Network network,
      NDManager owner,
      Samples samples,
      ClassLabels labels,
      StopSignal stop,
      Answers answers)
      throws IOException {
    long done = 0;
    EvaluationCollector collector =
        new EvaluationCollector(labels, samples.size(), network.featureSamples(), answers.rule());
    try (NDManager manager = owner.newSubManager()) {
      for (Batch next : stop.watch(samples.forEvaluation(manager))) {
        try (Batch batch = next) {
          NDList given = network.features().apply(batch.getData().singletonOrThrow());
          NDArray features = given.get(0);
          if (collector.wantsFeatures(batch.getSize())) {
            collector.addFeatures(features.toFloatArray(), batch.getSize());
          }
          NDArray outputs = network.head().apply(features); // (N, classes)
          float[] logits = outputs.toFloatArray(); // waits for the device
          collector.addFamiliarity(answers.look(given, logits, done));
          collector.add(logits, batch.getLabels().singletonOrThrow().toLongArray());
          done += batch.getSize();
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
