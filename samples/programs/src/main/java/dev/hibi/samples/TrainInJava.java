package dev.hibi.samples;

import dev.hibi.ImageSpec;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.dataset.preparation.TrainingPreprocessing;
import dev.hibi.image.RgbImage;
import dev.hibi.model.Backbone;
import dev.hibi.model.Classification;
import dev.hibi.model.Classifier;
import dev.hibi.training.FitConfig;
import dev.hibi.training.TrainingResult;
import dev.hibi.training.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;

/** The README's example: how does an application train a classifier and use it? */
final class TrainInJava {

  private TrainInJava() {}

  /** Arguments: train.zip, test.zip, an output directory, a photograph. */
  public static void main(String... arguments) throws IOException {
    Path output = Path.of(arguments[2]);
    train(Path.of(arguments[0]), Path.of(arguments[1]), output);
    classify(output.resolve("model"), Path.of(arguments[3]));
  }

  static void train(Path trainZip, Path testZip, Path output) throws IOException {
    ImageSpec image = ImageSpec.imagenet(64);
    FitConfig config = FitConfig.builder(Backbone.RESNET18).imageSpec(image).epochs(5).build();
    try (ZipImageFolder train =
            ZipImageFolder.builder()
                .addSource(trainZip)
                .optPreprocessing(TrainingPreprocessing.inspection(image))
                .build();
        ZipImageFolder test =
            ZipImageFolder.builder()
                .addSource(testZip)
                .optClassLabels(train.labels())
                .optPreprocessing(new EvaluationPreprocessing(image))
                .build()) {
      TrainingResult result =
          TrainingRun.builder(config, train, test, output).resume(true).build().fit();
      System.out.println("accuracy " + result.evaluation().accuracy());
    }
  }

  static void classify(Path model, Path photograph) throws IOException {
    try (Classifier classifier = Classifier.load(model)) {
      Classification result = classifier.classify(RgbImage.read(photograph));
      System.out.println(result.label() + " " + result.probability());
    }
  }
}
