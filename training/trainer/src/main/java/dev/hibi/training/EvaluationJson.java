package dev.hibi.training;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.hibi.model.scoring.VerdictRule;
import java.util.List;

/** {@link Evaluation} as scripts read it; names and order stay. */
final class EvaluationJson {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private EvaluationJson() {}

  static String of(Evaluation evaluation) {
    return GSON.toJson(tree(evaluation));
  }

  /** With the interval of samples in groups beside that of independent ones. */
  static String of(Evaluation evaluation, List<?> groups) {
    JsonObject json = tree(evaluation);
    json.add("accuracyIntervalByGroup", GSON.toJsonTree(evaluation.accuracyInterval(groups)));
    return GSON.toJson(json);
  }

  static JsonObject tree(Evaluation evaluation) {
    JsonObject json = new JsonObject();
    json.addProperty("samples", evaluation.samples());
    json.addProperty("accuracy", evaluation.accuracy());
    json.add("accuracyInterval", GSON.toJsonTree(evaluation.accuracyInterval()));
    json.addProperty("errors", evaluation.errors());
    json.addProperty("loss", evaluation.loss());
    json.add("labels", GSON.toJsonTree(evaluation.labels().names()));
    json.add("confusion", GSON.toJsonTree(evaluation.confusion()));
    json.add("perClass", GSON.toJsonTree(evaluation.perClass()));
    evaluation.auc().ifPresent(auc -> json.addProperty("auc", auc));
    evaluation
        .averagePrecision()
        .ifPresent(precision -> json.addProperty("averagePrecision", precision));
    json.addProperty("expectedCalibrationError", evaluation.expectedCalibrationError());
    json.addProperty("brierScore", evaluation.brierScore());
    evaluation
        .predictions()
        .rule()
        .filter(rule -> rule.point().isPresent())
        .ifPresent(rule -> json.add("operatingPoint", operatingPoint(evaluation, rule)));
    evaluation.unfamiliarShare().ifPresent(share -> json.addProperty("unfamiliarShare", share));
    return json;
  }

  private static JsonObject operatingPoint(Evaluation evaluation, VerdictRule rule) {
    JsonObject json = new JsonObject();
    json.addProperty("positive", evaluation.labels().name(rule.positive()));
    json.addProperty("threshold", rule.threshold());
    return json;
  }
}
