package dev.hibi.dataset.audit;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A report as {@link AuditReport#toJson} specifies it. */
final class AuditJson {
  private static final int VERSION = 1;

  /** Pretty, and with {@code <} as it is. */
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private AuditJson() {}

  static String of(AuditReport report) {
    JsonObject json = new JsonObject();
    json.addProperty("version", VERSION);
    json.add("verdict", GSON.toJsonTree(report.verdict()));
    json.add("splits", GSON.toJsonTree(report.splits()));
    json.add("leaks", array(report.leaks(), AuditJson::pair));
    json.add("conflicts", array(report.conflicts(), AuditJson::pair));
    json.add("duplicates", array(report.duplicates(), AuditJson::pair));
    json.addProperty("duplicateGroups", report.duplicateGroups());
    json.add("unreadable", array(report.unreadable(), AuditJson::finding));
    json.add("blank", array(report.blank(), AuditJson::finding));
    json.add("blurred", array(report.blurred(), AuditJson::finding));
    json.add("thresholds", array(report.thresholds(), AuditJson::threshold));
    return GSON.toJson(json);
  }

  private static <T> JsonArray array(List<T> values, Function<T, JsonObject> each) {
    JsonArray array = new JsonArray();
    values.forEach(value -> array.add(each.apply(value)));
    return array;
  }

  private static JsonObject pair(DuplicatePair pair) {
    JsonObject json = new JsonObject();
    json.add("first", GSON.toJsonTree(pair.first()));
    json.add("second", GSON.toJsonTree(pair.second()));
    json.addProperty("identical", pair.identical());
    json.addProperty("form", pair.form().name().toLowerCase(Locale.ROOT));
    json.addProperty("correlation", pair.correlation());
    return json;
  }

  private static JsonObject finding(Finding finding) {
    JsonObject json = GSON.toJsonTree(finding.image()).getAsJsonObject();
    json.addProperty("reason", finding.reason());
    return json;
  }

  private static JsonObject threshold(SingleThreshold threshold) {
    JsonObject json = new JsonObject();
    json.addProperty("measure", threshold.measure());
    json.addProperty("threshold", threshold.threshold());
    json.addProperty("below", threshold.below());
    json.addProperty("above", threshold.above());
    json.addProperty("trainAccuracy", threshold.trainAccuracy());
    threshold.testAccuracy().ifPresent(accuracy -> json.addProperty("testAccuracy", accuracy));
    json.addProperty("majority", threshold.majority());
    return json;
  }
}
