package dev.hibi.client.job;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A sweep's trials as JSON and as a page; {@link SweepResult} says how. */
record TrialReport(SweepResult result) {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private static final String STYLE =
      """
      body { font: 14px sans-serif; margin: 2em }
      table { border-collapse: collapse }
      th, td { border: 1px solid #bbb; padding: 0.3em 0.7em; text-align: left }
      .best { background: #dfd; font-weight: bold }
      """;

  String json() {
    JsonArray trials = new JsonArray();
    for (Trial trial : result.trials()) {
      JsonObject row = new JsonObject();
      row.addProperty("index", trial.index());
      row.add("training", number(trial.trainingId()));
      row.add(
          "outcome",
          trial
              .outcome()
              .map(outcome -> (JsonElement) new JsonPrimitive(outcome.name()))
              .orElse(JsonNull.INSTANCE));
      row.addProperty("halted", trial.halted());
      row.add("objective", number(trial.objective()));
      JsonObject options = new JsonObject();
      trial.options().forEach(options::addProperty);
      row.add("options", options);
      JsonObject metrics = new JsonObject();
      trial.metrics().forEach((name, value) -> metrics.add(name, number(Optional.of(value))));
      row.add("metrics", metrics);
      trials.add(row);
    }
    JsonObject all = new JsonObject();
    all.add("best", number(result.best().map(Trial::index)));
    all.add("trials", trials);
    return GSON.toJson(all) + "\n";
  }

  /** JSON has no other numbers than finite ones. */
  private static JsonElement number(Optional<? extends Number> value) {
    return value
        .filter(number -> Double.isFinite(number.doubleValue()))
        .map(number -> (JsonElement) new JsonPrimitive(number))
        .orElse(JsonNull.INSTANCE);
  }

  String html(String title) {
    Set<String> options = new LinkedHashSet<>();
    Set<String> metrics = new TreeSet<>();
    for (Trial trial : result.trials()) {
      options.addAll(trial.options().keySet());
      metrics.addAll(trial.metrics().keySet());
    }
    List<String> head = new ArrayList<>(List.of("trial", "job"));
    head.addAll(options);
    head.addAll(List.of("outcome", "halted", "best value"));
    head.addAll(metrics);
    StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">");
    page.append("<title>").append(escaped(title)).append("</title>\n<style>\n").append(STYLE);
    page.append("</style></head><body>\n<h1>").append(escaped(title)).append("</h1>\n<table>\n");
    page.append(row("th", "", head));
    for (Trial trial : result.trials()) {
      boolean best = result.best().equals(Optional.of(trial));
      page.append(row("td", best ? " class=\"best\"" : "", cells(trial, options, metrics)));
    }
    return page.append("</table>\n</body></html>\n").toString();
  }

  private static List<String> cells(Trial trial, Set<String> options, Set<String> metrics) {
    List<String> cells = new ArrayList<>(List.of(Integer.toString(trial.index())));
    cells.add(trial.trainingId().map(String::valueOf).orElse(""));
    options.forEach(name -> cells.add(of(trial.options(), name)));
    cells.add(trial.outcome().map(Enum::name).orElse(""));
    cells.add(trial.halted() ? "yes" : "");
    cells.add(trial.objective().map(String::valueOf).orElse(""));
    metrics.forEach(name -> cells.add(of(trial.metrics(), name)));
    return cells;
  }

  private static String of(Map<String, ?> values, String name) {
    Object value = values.get(name);
    return value == null ? "" : value.toString();
  }

  private static String row(String cell, String attribute, List<String> texts) {
    StringBuilder row = new StringBuilder("<tr" + attribute + ">");
    for (String text : texts) {
      row.append('<').append(cell).append('>').append(escaped(text));
      row.append("</").append(cell).append('>');
    }
    return row.append("</tr>\n").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
