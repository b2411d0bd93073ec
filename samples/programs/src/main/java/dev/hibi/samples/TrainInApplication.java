package dev.hibi.samples;

import dev.hibi.ClassLabels;
import dev.hibi.classifier.CrackClassifier;
import dev.hibi.model.Classification;
import dev.hibi.model.ImageClassifier;
import dev.hibi.training.TrainingHandle;
import dev.hibi.training.TrainingProgress;
import dev.hibi.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;

/** How does an application train beside its other work, and is tested without a model? */
final class TrainInApplication {
  private TrainInApplication() {}

  /** Arguments: train.zip, test.zip, an output directory. */
  public static void main(String... arguments) throws IOException, InterruptedException {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      run(executor, Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
    } finally {
      executor.shutdown();
    }
  }

  static TrainingResult run(Executor executor, Path trainZip, Path testZip, Path output)
      throws IOException, InterruptedException {
    TrainingHandle training =
        CrackClassifier.train(trainZip, testZip, output).resume(true).start(executor);
    while (true) {
      try {
        return training.await(Duration.ofSeconds(1)); // or cancel()
      } catch (TimeoutException e) {
        TrainingProgress now = training.progress();
        System.out.printf("%s %.0f %%%n", now.state(), 100 * now.share());
        now.remaining().ifPresent(left -> System.out.println(left.toSeconds() + " s left"));
      }
    }
  }

  /** What tests have in place of {@code Classifier.load(model)}. */
  static ImageClassifier withoutModel() {
    ClassLabels labels = ClassLabels.of("sound", "cracked");
    return ImageClassifier.of(labels, image -> Classification.certain(labels, "cracked"));
  }
}
