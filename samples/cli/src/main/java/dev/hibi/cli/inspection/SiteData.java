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
import java.util.Set;
import java.util.TreeMap;

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
    FeatureRows features = LearnedImages.rows(new TreeMap<>(predictions.features()));
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      labels.add(predictions.label(i));
    }
    return new SiteData(evaluation, new SiteImages(features, labels, named.names(), named.unit()));
  }

  /**
   * What the model does there as it is.
   *
   * @param positive number of the class that counts as crack
   * @param model which it is
   * @param learned what it has learned from
   * @param byFile which of the images are such, by their files
   */
  SiteReport report(
      int positive, ModelDescription model, LearnedImages learned, Set<Integer> byFile) {
    Predictions predictions = evaluation.predictions();
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < predictions.size(); i++) {
      scores.add(predictions.probability(i, positive));
    }
    double threshold = predictions.rule().map(VerdictRule::threshold).orElse(VerdictRule.EVEN);
    return SiteReport.of(
        images,
        new SiteReport.Answers(scores, positive, threshold, predictions.familiarity()),
        new SiteReport.Subject(learned.home(), remedy(learned.home(), model), byFile));
  }

  private static SiteReport.Remedy remedy(Optional<HomeRows> home, ModelDescription model) {
    if (model.patches().isPresent()) {
      return SiteReport.Remedy.JOIN;
    }
    if (home.isEmpty()) {
      return SiteReport.Remedy.THRESHOLD;
    }
    return model.provenance().refit().isPresent()
        ? SiteReport.Remedy.REFIT_AGAIN
        : SiteReport.Remedy.REFIT;
  }
}
