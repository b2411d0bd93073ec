package dev.hibi.training.tensorboard;

import dev.hibi.ClassLabels;
import dev.hibi.image.RgbImage;
import dev.hibi.tensorboard.SummaryImage;
import dev.hibi.tensorboard.SummaryWriter;
import dev.hibi.training.Evaluation;
import dev.hibi.training.Predictions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What TensorBoard shows of an epoch's measurement. */
final class EpochPages {
  private static final int PICTURE_SIZE = 160;

  private final SummaryWriter writer;
  private final @Nullable SamplePictures pictures;
  private final int mistakes;

  /**
   * Pages for a writer.
   *
   * @param pictures of the data that were measured; null if nobody has them
   * @param mistakes how many to show at most
   */
  EpochPages(SummaryWriter writer, @Nullable SamplePictures pictures, int mistakes) {
    this.writer = writer;
    this.pictures = pictures;
    this.mistakes = mistakes;
  }

  /**
   * Measures of the probabilities.
   *
   * @param prefix of the tags
   */
  void writeScores(Evaluation evaluation, String prefix, long step) {
    evaluation.auc().ifPresent(area -> writer.scalar(prefix + "auc", area, step));
    evaluation
        .averagePrecision()
        .ifPresent(mean -> writer.scalar(prefix + "average_precision", mean, step));
    writer.scalar(prefix + "calibration_error", evaluation.expectedCalibrationError(), step);
    writer.scalar(prefix + "brier", evaluation.brierScore(), step);
  }

  /** Curves over epochs beside loss and accuracy. */
  void writeCurves(Evaluation evaluation, long step) {
    evaluation
        .perClass()
        .forEach(
            (label, scores) -> {
              List<Long> row = evaluation.confusion().get(evaluation.labels().indexOf(label));
              if (row.stream().anyMatch(count -> count > 0)) { // else it has no recall
                writer.scalar(tag("recall", label), scores.recall(), step);
              }
            });
  }

  /** Pages of the epoch's own. */
  void write(Evaluation evaluation, long step) throws IOException {
    writer.confusionMatrix(
        "confusion_matrix", evaluation.labels().names(), confusion(evaluation), step);
    writePrecisionAndRecall(evaluation, step);
    if (mistakes > 0 && evaluation.predictions().size() > 0) {
      writeMistakes(evaluation, step);
    }
  }

  private static long[][] confusion(Evaluation evaluation) {
    return evaluation.confusion().stream()
        .map(row -> row.stream().mapToLong(Long::longValue).toArray())
        .toArray(long[][]::new);
  }

  /** One for each class against the rest; of two, only the second, whose mirror the first is. */
  private void writePrecisionAndRecall(Evaluation evaluation, long step) {
    ClassLabels labels = evaluation.labels();
    Predictions predictions = evaluation.predictions();
    for (int c = labels.size() == 2 ? 1 : 0; c < labels.size(); c++) {
      double[] scores = predictions.probabilities(c);
      if (scores.length > 0 && Arrays.stream(scores).allMatch(Double::isFinite)) {
        writer.prCurve(tag("pr_curve", labels.name(c)), predictions.isOf(c), scores, step);
      }
    }
  }

  private void writeMistakes(Evaluation evaluation, long step) throws IOException {
    List<Integer> worst = evaluation.predictions().worstMistakes(mistakes);
    writer.text("mistakes/list", table(evaluation, worst), step);
    if (pictures == null || worst.isEmpty()) {
      return;
    }
    List<SummaryImage> cells = new ArrayList<>();
    for (int sample : worst) {
      cells.add(
          picture(pictures.picture(sample))
              .captioned(verdict(evaluation, sample))
              .captioned(pictures.name(sample)));
    }
    int columns = (int) Math.ceil(Math.sqrt(cells.size()));
    writer.image("mistakes", SummaryImage.grid(cells, columns), step);
  }

  private String table(Evaluation evaluation, List<Integer> worst) {
    if (worst.isEmpty()) {
      return "No mistakes among " + evaluation.samples();
    }
    ClassLabels labels = evaluation.labels();
    Predictions predictions = evaluation.predictions();
    MarkdownTable table = new MarkdownTable("", "sample", "true", "predicted", "probability");
    int number = 1;
    for (int sample : worst) {
      int predicted = predictions.predicted(sample);
      table.row(
          number++,
          pictures == null ? "sample " + sample : pictures.name(sample),
          labels.name(predictions.label(sample)),
          labels.name(predicted),
          percent(predictions.probability(sample, predicted)));
    }
    long all = evaluation.errors();
    return "The worst of " + all + " mistakes among " + evaluation.samples() + "\n\n" + table;
  }

  private static String percent(double probability) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * probability);
  }

  private static String verdict(Evaluation evaluation, int sample) {
    Predictions predictions = evaluation.predictions();
    int predicted = predictions.predicted(sample);
    return "%s, not %s: %s"
        .formatted(
            evaluation.labels().name(predictions.label(sample)),
            evaluation.labels().name(predicted),
            percent(predictions.probability(sample, predicted)));
  }

  /** As large as the others, so that there is room for the caption. */
  private static SummaryImage picture(RgbImage image) {
    double scale = (double) PICTURE_SIZE / Math.max(image.width(), image.height());
    RgbImage scaled =
        image.resize(
            (int) Math.max(1, Math.round(image.width() * scale)),
            (int) Math.max(1, Math.round(image.height() * scale)));
    return SummaryImage.fromHwc(scaled.pixels(), scaled.height(), scaled.width(), 3);
  }

  private static String tag(String page, String label) {
    return page + "/" + label.replaceAll("[\\p{Cc}\\p{Cs}]", "?");
  }
}
