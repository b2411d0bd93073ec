package dev.hibi.samples;

import dev.hibi.ImageSpec;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.dataset.preparation.TrainingPreprocessing;
import dev.hibi.model.Backbone;
import dev.hibi.training.FitConfig;
import dev.hibi.training.TrainingResult;
import dev.hibi.training.TrainingRun;
import dev.hibi.training.tensorboard.TensorBoardListener;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What is below {@link dev.hibi.classifier.CrackClassifier}? Two data sets, settings, a run and who
 * hears of it, each of which an application may take alone or replace by its own.
 */
final class TrainPartByPart {
  private TrainPartByPart() {}

  /** Arguments: train.zip, test.zip, an output directory. */
  public static void main(String... arguments) throws IOException {
    TrainingResult result =
        train(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]), 5);
    System.out.println("accuracy " + result.evaluation().accuracy());
  }

  static TrainingResult train(Path trainZip, Path testZip, Path output, int epochs)
      throws IOException {
    ImageSpec image = ImageSpec.imagenet(64);
    FitConfig config =
        FitConfig.builder(Backbone.RESNET18).imageSpec(image).epochs(epochs).seed(7).build();
    try (ZipImageFolder train =
            ZipImageFolder.builder()
                .addSource(trainZip)
                .optPreprocessing(TrainingPreprocessing.inspection(image))
                .optSeed(7)
                .build();
        ZipImageFolder test =
            ZipImageFolder.builder()
                .addSource(testZip)
                .optClassLabels(train.labels())
                .optPreprocessing(new EvaluationPreprocessing(image))
                .build();
        TensorBoardListener events = TensorBoardListener.builder(output).testData(test).build()) {
      return TrainingRun.builder(config, train, test, output)
          .resume(true)
          .listener(events)
          .build()
          .fit();
    }
  }
}
