package dev.hibi.classifier;

import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.model.Classifier;
import dev.hibi.training.Evaluation;
import dev.hibi.training.Evaluator;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Trains and evaluates a crack classifier: two archives in, a model directory out.
 *
 * <p>A source is a zip archive, a folder of images, a folder of archives or a CSV manifest; classes
 * are found by {@link dev.hibi.dataset.labels.LabelRule#AUTO}. A finished model is used by {@link
 * Classifier}. Whoever needs more than the options here takes the parts: {@link ZipImageFolder},
 * {@link dev.hibi.training.TrainingRun}, {@link Evaluator}.
 */
public final class CrackClassifier {
  private static final int EVALUATION_BATCH = 32;

  private CrackClassifier() {}

  /**
   * A training with default options, which {@link Training#fit} runs.
   *
   * @param train what to learn from
   * @param test what to test on after each epoch
   * @param output receives {@code model/}, checkpoints and metrics; made if absent
   */
  public static Training train(Path train, Path test, Path output) {
    return new Training(train, test, output);
  }

  /**
   * Tests a model on the CPU; how images are prepared and which classes there are, the model says.
   *
   * @param model its directory
   * @param test the data
   * @throws IllegalArgumentException if the data have classes that the model lacks
   * @throws IOException if the model or a sample cannot be read
   */
  public static Evaluation evaluate(Path model, Path test) throws IOException {
    try (Classifier classifier = Classifier.load(model);
        ZipImageFolder data =
            ZipImageFolder.builder()
                .addSource(test)
                .optClassLabels(classifier.labels())
                .optPreprocessing(new EvaluationPreprocessing(classifier.imageSpec()))
                .build()) {
      return Evaluator.evaluate(classifier, data, EVALUATION_BATCH);
    }
  }
}
