package dev.hibi.cli.train;

import com.google.gson.JsonObject;
import dev.hibi.cli.option.Counted;
import dev.hibi.cli.option.JsonOption;
import dev.hibi.model.Classification;
import dev.hibi.training.Evaluation;
import dev.hibi.training.TrainingResult;
import java.io.PrintWriter;
import java.util.List;

/** Results as people and scripts read them. */
public final class Report {
  private Report() {}

  /** Prints what a training has come to. */
  public static void result(TrainingResult result, PrintWriter out) {
    evaluation(result.evaluation(), out);
    out.printf("trained   in %.1f s%n", result.trainSeconds());
    out.printf("model     %s%n", result.model());
  }

  static void evaluation(Evaluation evaluation, PrintWriter out) {
    out.printf(
        "accuracy  %.2f %% (%s of %,d)%n",
        100 * evaluation.accuracy(),
        Counted.of(evaluation.errors(), "error"),
        evaluation.samples());
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
  }

  /** One element of {@code predict --json}. */
  static JsonObject json(String path, Classification classification, boolean logits) {
    JsonObject json = new JsonObject();
    json.addProperty("path", path);
    json.addProperty("label", classification.label());
    json.add("probabilities", JsonOption.GSON.toJsonTree(classification.probabilities()));
    if (logits) {
      json.add("logits", JsonOption.GSON.toJsonTree(classification.logits()));
    }
    return json;
  }

  /** A line for people. */
  public static String line(String path, Classification classification) {
    return "%-12s %6.2f %%  %s"
        .formatted(classification.label(), 100 * classification.probability(), path);
  }
}
