package dev.hibi.service;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.hibi.model.Classifier;
import dev.hibi.model.ImageClassifier;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.scoring.OperatingPoint;
import java.util.List;
import java.util.Optional;

/** Which model answers, as programs and people are told. */
final class ModelFacts {
  private ModelFacts() {}

  /**
   * Facts.
   *
   * @param digest SHA-256 of its {@code model.json}, if it is known
   * @param tile edge in pixels
   * @param marks whether they are kept
   */
  static JsonObject of(
      ImageClassifier classifier, Optional<String> digest, int tile, boolean marks) {
    JsonObject json = new JsonObject();
    JsonArray labels = new JsonArray();
    names(classifier).forEach(labels::add);
    json.add("labels", labels);
    digest.ifPresent(digits -> json.addProperty("sha256", digits));
    json.addProperty("tile", tile);
    json.addProperty("marks", marks);
    json.addProperty("version", version());
    if (classifier instanceof Classifier network) {
      ModelDescription model = network.description();
      model.positiveLabel().ifPresent(label -> json.addProperty("positive", label));
      json.addProperty("backbone", model.backbone().toString());
      json.addProperty("imageSize", model.imageSpec().size());
      json.addProperty("precision", network.precision().id());
      json.addProperty("familiarity", network.hasFamiliarity());
      model.operatingPoint().ifPresent(point -> json.add("operatingPoint", point(point)));
      model.scanPoint().ifPresent(point -> json.add("scanPoint", point(point.point())));
    } else {
      json.add("precision", JsonNull.INSTANCE);
      json.addProperty("familiarity", false);
    }
    return json;
  }

  /** The classes in their order. */
  static List<String> names(ImageClassifier classifier) {
    return classifier.labels().names();
  }

  private static JsonObject point(OperatingPoint point) {
    JsonObject json = new JsonObject();
    json.addProperty("threshold", point.threshold());
    json.addProperty("promise", point.promise().id());
    return json;
  }

  private static String version() {
    String version = ModelFacts.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
