package dev.hibi.onnx;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.hibi.ImageSpec;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.network.Precision;
import dev.hibi.model.scoring.NeighbourBank;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.VerdictRule;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is said of a model in the file's {@code metadata_props}: texts, each but the version a JSON
 * value.
 */
final class Metadata {
  private Metadata() {}

  static Map<String, String> of(ModelDirectory.Parts model, Preprocessing preprocessing) {
    ModelDescription description = model.description();
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("hibi.format", "1");
    entries.put("hibi.version", version());
    entries.put("hibi.model", model(model).toString());
    entries.put("hibi.classes", array(description.labels().names()).toString());
    entries.put(
        "hibi.preprocessing", preprocessing(description.imageSpec(), preprocessing).toString());
    description
        .verdictRule()
        .ifPresent(rule -> entries.put("hibi.verdict", verdict(rule, description).toString()));
    if (description.patches().isPresent()) {
      entries.put("hibi.score", score(model).toString());
    }
    model
        .bank()
        .ifPresent(bank -> entries.put("hibi.familiarity", familiarity(bank.rows()).toString()));
    return entries;
  }

  static String version() {
    String version = Metadata.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static JsonObject model(ModelDirectory.Parts model) {
    JsonObject json = new JsonObject();
    json.addProperty("backbone", model.description().backbone().id());
    json.addProperty("sha256", model.sha256());
    json.addProperty("precision", Precision.FLOAT32.id());
    return json;
  }

  private static JsonObject preprocessing(ImageSpec spec, Preprocessing preprocessing) {
    boolean inside = preprocessing == Preprocessing.INSIDE;
    JsonObject json = new JsonObject();
    json.addProperty("inside", inside);
    json.addProperty("layout", inside ? "NHWC" : "NCHW");
    json.addProperty("channels", "RGB");
    json.addProperty("width", spec.size());
    json.addProperty("height", spec.size());
    json.addProperty("resize", "pillow-bilinear");
    json.addProperty("keepAspectRatio", false);
    json.addProperty("divisor", 255);
    json.add("mean", array(spec.mean()));
    json.add("std", array(spec.std()));
    return json;
  }

  private static JsonObject verdict(VerdictRule rule, ModelDescription description) {
    JsonObject json = new JsonObject();
    json.addProperty("positive", description.labels().name(rule.positive()));
    json.addProperty("threshold", rule.threshold());
    json.addProperty("calibrated", rule.point().isPresent());
    rule.point().ifPresent(point -> addPromise(json, point));
    description
        .scanPoint()
        .ifPresent(
            scan -> {
              JsonObject photographs = new JsonObject();
              photographs.addProperty("threshold", scan.point().threshold());
              photographs.addProperty("tile", scan.tile());
              photographs.addProperty("leastArea", scan.leastArea());
              json.add("scan", photographs);
            });
    return json;
  }

  private static void addPromise(JsonObject json, OperatingPoint point) {
    json.addProperty("promise", point.promise().id());
    json.addProperty("target", point.target());
    point.confidence().ifPresent(share -> json.addProperty("confidence", share));
    point
        .precision()
        .ifPresent(computed -> json.addProperty("precision", Precision.of(computed).id()));
  }

  /**
   * Of a model of mode normal: the score at which an image is an alarm. Its head's logits are
   * {@code weight * log(score) + bias}.
   */
  private static JsonObject score(ModelDirectory.Parts model) {
    FloatBuffer weight = model.weights().get("fc.weight").floats();
    FloatBuffer bias = model.weights().get("fc.bias").floats();
    int grows = weight.get(1) > weight.get(0) ? 1 : 0;
    double probability =
        model
            .description()
            .verdictRule()
            .filter(rule -> rule.positive() == grows)
            .map(VerdictRule::threshold)
            .orElse(VerdictRule.EVEN);
    double logit = Math.log(probability / (1 - probability));
    double offset = (double) bias.get(grows) - bias.get(1 - grows);
    double slope = (double) weight.get(grows) - weight.get(1 - grows);
    JsonObject json = new JsonObject();
    json.addProperty("threshold", Math.exp((logit - offset) / slope));
    json.addProperty("percent", model.description().patches().orElseThrow().percent());
    return json;
  }

  private static JsonObject familiarity(NeighbourBank bank) {
    JsonObject json = new JsonObject();
    json.addProperty("unfamiliarAbove", bank.threshold());
    json.addProperty("neighbour", NeighbourBank.K);
    json.addProperty("rows", bank.rows().count());
    return json;
  }

  private static JsonArray array(List<?> values) {
    JsonArray array = new JsonArray();
    for (Object value : values) {
      if (value instanceof Number number) {
        array.add(number);
      } else {
        array.add(value.toString());
      }
    }
    return array;
  }
}
