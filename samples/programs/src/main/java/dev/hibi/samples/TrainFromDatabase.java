package dev.hibi.samples;

import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.dataset.ImageTable;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.dataset.preparation.TrainingPreprocessing;
import dev.hibi.model.Backbone;
import dev.hibi.training.FitConfig;
import dev.hibi.training.TrainingResult;
import dev.hibi.training.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * How does an application train on photographs of its own database? {@link PhotographTable} is the
 * data set; the rest is as with archives.
 */
final class TrainFromDatabase {
  private TrainFromDatabase() {}

  /** Arguments: the database's JDBC address, an output directory. */
  public static void main(String... arguments) throws IOException, SQLException {
    TrainingResult result = train(arguments[0], Path.of(arguments[1]), 5);
    System.out.println("accuracy " + result.evaluation().accuracy());
  }

  static TrainingResult train(String database, Path output, int epochs)
      throws IOException, SQLException {
    ClassLabels labels = ClassLabels.of("sound", "cracked");
    ImageSpec image = ImageSpec.imagenet(64);
    FitConfig config = FitConfig.builder(Backbone.RESNET18).imageSpec(image).epochs(epochs).build();
    try (ImageTable train =
            PhotographTable.open(
                database, "train", labels, TrainingPreprocessing.inspection(image));
        ImageTable test =
            PhotographTable.open(database, "test", labels, new EvaluationPreprocessing(image))) {
      return TrainingRun.builder(config, train, test, output).build().fit();
    }
  }
}
