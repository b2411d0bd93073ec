package dev.hibi.samples;

import dev.hibi.classifier.CrackClassifier;
import dev.hibi.model.Classifier;
import java.io.IOException;
import java.nio.file.Path;

/** How does an application train a classifier, test it and use it? The README's example. */
final class TrainInJava {
  private TrainInJava() {}

  /** Arguments: train.zip, test.zip, an output directory, a photograph. */
  public static void main(String... arguments) throws IOException {
    run(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3]));
  }

  static void run(Path trainZip, Path testZip, Path output, Path photograph) throws IOException {
    Path model =
        CrackClassifier.train(trainZip, testZip, output).imageSize(64).epochs(5).fit().model();
    System.out.println(CrackClassifier.evaluate(model, testZip).accuracy());
    try (Classifier classifier = Classifier.load(model)) {
      System.out.println(classifier.classify(photograph).label());
    }
  }
}
