package dev.hibi.cli.train;

import com.google.gson.JsonObject;
import dev.hibi.cli.option.Counted;
import dev.hibi.cli.option.JsonOption;
import dev.hibi.model.Classification;
import dev.hibi.model.ImageOutcome;
import dev.hibi.model.Verdict;
import dev.hibi.model.scoring.Familiarity;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.VerdictRule;
import dev.hibi.training.Evaluation;
import dev.hibi.training.FitConfig;
import dev.hibi.training.Interval;
import dev.hibi.training.TrainingResult;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Results as people and scripts read them. */
public final class Report {
  private static final double MUCH_WAITING = 0.2;

  private Report() {}

  /** Prints what a training has come to. */
  public static void result(TrainingResult result, PrintWriter out) {
    evaluation(result.evaluation(), out);
    out.printf("trained   in %.1f s%n", result.trainSeconds());
    waiting(result, out);
    out.printf("model     %s%n", result.model());
  }

  /** Prints what has waited for what: computing for images, or images for computing. */
  static void waiting(TrainingResult result, PrintWriter out) {
    double share = result.dataWaitShare();
    out.printf(
        "waited    %.0f %% of the time for images, computed the rest%s%n",
        100 * share,
        share > MUCH_WAITING
            ? "; %s would help, a faster GPU would not"
                .formatted(
                    result.featureSeconds() > 0 ? "more processors" : "more processors or --cache")
            : "");
  }

  /** Prints which epoch was chosen, where one was. */
  static void selection(FitConfig config, TrainingResult result, PrintWriter out) {
    int epochs = result.history().size();
    if (config.selection().patience() > 0 && epochs < config.epochs()) {
      out.printf(
          "stopped   after epoch %d of %d: no smaller validation loss in %s%n",
          epochs, config.epochs(), Counted.of(config.selection().patience(), "epoch"));
    }
    if (config.selection().best()) {
      out.printf(
          "selected  epoch %d, of the least validation loss: %.4f%n",
          result.selectedEpoch(), result.history().get(result.selectedEpoch() - 1).loss());
    }
  }

  static void evaluation(Evaluation evaluation, PrintWriter out) {
    evaluation(evaluation, Optional.empty(), out);
  }

  /**
   * Prints how a model did.
   *
   * @param groups of each sample, where images come in groups
   */
  static void evaluation(Evaluation evaluation, Optional<List<String>> groups, PrintWriter out) {
    threshold(evaluation, out);
    out.printf(
        "accuracy  %.2f %% (%s of %,d)%n",
        100 * evaluation.accuracy(),
        Counted.of(evaluation.errors(), "error"),
        evaluation.samples());
    Interval interval =
        groups.isPresent()
            ? evaluation.accuracyInterval(groups.get())
            : evaluation.accuracyInterval();
    out.printf(
        "          95 %% interval %.2f to %.2f %% (%s)%n",
        100 * interval.low(),
        100 * interval.high(),
        groups
            .map(all -> "bootstrap of " + Counted.of(new HashSet<>(all).size(), "group"))
            .orElse("Wilson"));
    List<String> names = evaluation.labels().names();
    int width = Math.max(6, names.stream().mapToInt(String::length).max().orElse(0) + 1);
    out.println("confusion " + " ".repeat(width) + "predicted");
    StringBuilder columns = new StringBuilder("          ").append(" ".repeat(width));
    names.forEach(name -> columns.append(("%" + Math.max(8, width) + "s").formatted(name)));
    out.println(columns);
    for (int row = 0; row < names.size(); row++) {
      StringBuilder line = new StringBuilder(row == 0 ? "true      " : "          ");
      line.append(("%-" + width + "s").formatted(names.get(row)));
      for (long count : evaluation.confusion().get(row)) {
        line.append(("%," + Math.max(8, width) + "d").formatted(count));
      }
      out.println(line);
    }
    evaluation
        .unfamiliarShare()
        .ifPresent(
            share ->
                out.printf(
                    "unfamiliar %.2f %% of the images (%,d of %,d): farther from those it was trained"
                        + " on than 99 %% of these are from each other%n",
                    100 * share, Math.round(share * evaluation.samples()), evaluation.samples()));
  }

  /** Prints by which threshold the numbers are, if one was calibrated. */
  static void threshold(Evaluation evaluation, PrintWriter out) {
    evaluation
        .predictions()
        .rule()
        .flatMap(VerdictRule::point)
        .ifPresent(point -> operatingPoint(evaluation, point, out));
  }

  private static void operatingPoint(Evaluation evaluation, OperatingPoint point, PrintWriter out) {
    VerdictRule rule = evaluation.predictions().rule().orElseThrow();
    out.printf(
        "verdict   %s at a probability of %s and above (%s, from %s)%n",
        evaluation.labels().name(rule.positive()),
        point.threshold(),
        promise(point),
        Counted.of(point.count(), point.unit().id()));
  }

  private static String promise(OperatingPoint point) {
    String share =
        switch (point.promise()) {
          case RECALL -> "recall %s";
          case FALSE_ALARMS -> "false alarms %s";
          case EXPECTED_FALSE_ALARMS -> "false alarms of about %s, estimated";
        };
    String told = share.formatted(point.target());
    return point.confidence().isPresent()
        ? "%s at %s confidence".formatted(told, point.confidence().getAsDouble())
        : told;
  }

  /** One element of {@code predict --json}. */
  static JsonObject json(ImageOutcome outcome, boolean logits) {
    JsonObject json = new JsonObject();
    json.addProperty("path", outcome.name());
    if (outcome instanceof ImageOutcome.Classified image) {
      add(image.classification(), logits, json);
    } else if (outcome instanceof ImageOutcome.Unreadable image) {
      json.addProperty("error", image.failure().getMessage());
    }
    return json;
  }

  private static void add(Classification classification, boolean logits, JsonObject json) {
    json.addProperty("label", classification.label());
    json.add("probabilities", JsonOption.GSON.toJsonTree(classification.probabilities()));
    calibrated(classification).ifPresent(verdict -> json.add("verdict", json(verdict)));
    classification
        .familiarity()
        .ifPresent(familiarity -> json.add("familiarity", json(familiarity)));
    if (logits) {
      json.add("logits", JsonOption.GSON.toJsonTree(classification.logits()));
    }
  }

  private static JsonObject json(Verdict verdict) {
    JsonObject json = new JsonObject();
    json.addProperty("positive", verdict.positive());
    json.addProperty("alarm", verdict.isAlarm());
    json.addProperty("score", verdict.score());
    json.addProperty("threshold", verdict.threshold());
    return json;
  }

  private static JsonObject json(Familiarity familiarity) {
    JsonObject json = new JsonObject();
    json.addProperty("distance", familiarity.distance());
    json.addProperty("share", familiarity.share());
    json.addProperty("unfamiliar", familiarity.isUnfamiliar());
    return json;
  }

  /** A verdict that says more than the label does: by an operating point. */
  private static Optional<Verdict> calibrated(Classification classification) {
    return classification.verdict().filter(verdict -> verdict.isCalibrated());
  }

  /**
   * A line for people; where the model has an operating point, with its verdict, and with what it
   * does not know.
   */
  public static String line(String path, Classification classification) {
    String verdict =
        calibrated(classification)
            .map(found -> "%-8s  ".formatted(found.isAlarm() ? "alarm" : "no alarm"))
            .orElse("");
    return "%-12s %6.2f %%  %s%s%s"
        .formatted(
            classification.label(),
            100 * classification.probability(),
            verdict,
            classification.isUnfamiliar() ? "unfamiliar  " : "",
            path);
  }
}
