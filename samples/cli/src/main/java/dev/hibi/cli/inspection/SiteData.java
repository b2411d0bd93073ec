package dev.hibi.cli.inspection;

import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.inspection.SiteImages;
import dev.hibi.inspection.SiteReport;
import dev.hibi.model.Classifier;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.HomeRows;
import dev.hibi.model.scoring.VerdictRule;
import dev.hibi.training.Evaluation;
import dev.hibi.training.Evaluator;
import dev.hibi.training.Predictions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Images of a site with what a model says of them, and what its head sees.
 *
 * @param evaluation of the model as it is
 */
record SiteData(Evaluation evaluation, SiteImages images) {
  private static final int BATCH_SIZE = 64;

  /** Asks the model about each image. */
  static SiteData of(Classifier classifier, ZipImageFolder images, UnitOptions.Named named)
      throws IOException {
    int count = Math.toIntExact(images.size());
    Evaluation evaluation = Evaluator.evaluate(classifier, images, BATCH_SIZE, count);
    Predictions predictions = evaluation.predictions();
    int width = predictions.features().values().iterator().next().length;
    float[] features = new float[Math.multiplyExact(count, width)];
    predictions
        .features()
        .forEach((image, row) -> System.arraycopy(row, 0, features, image * width, width));
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      labels.add(predictions.label(i));
    }
    return new SiteData(
        evaluation,
        new SiteImages(FeatureRows.of(features, width), labels, named.names(), named.unit()));
  }

  /**
   * What the model does there as it is.
   *
   * @param positive number of the class that counts as crack
   * @param model which it is
   */
  SiteReport report(int positive, Optional<HomeRows> home, ModelDescription model) {
    Predictions predictions = evaluation.predictions();
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < predictions.size(); i++) {
      scores.add(predictions.probability(i, positive));
    }
    double threshold = predictions.rule().map(VerdictRule::threshold).orElse(VerdictRule.EVEN);
    return SiteReport.of(
        images,
        new SiteReport.Answers(scores, positive, threshold, predictions.familiarity()),
        home,
        remedy(home, model));
  }

  private static SiteReport.Remedy remedy(Optional<HomeRows> home, ModelDescription model) {
    if (model.patches().isPresent()) {
      return SiteReport.Remedy.JOIN;
    }
    return home.isPresent() ? SiteReport.Remedy.REFIT : SiteReport.Remedy.THRESHOLD;
  }
}
