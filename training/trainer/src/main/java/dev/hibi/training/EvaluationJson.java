package dev.hibi.training;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;

/** {@link Evaluation} as scripts read it; names and order stay. */
final class EvaluationJson {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private EvaluationJson() {}

  static String of(Evaluation evaluation) {
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
    return GSON.toJson(json);
  }
}
