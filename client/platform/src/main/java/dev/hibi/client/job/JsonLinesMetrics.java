package dev.hibi.client.job;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Metrics of a file of JSON objects, one a line; {@link TrialMetrics#jsonLines} says how. */
record JsonLinesMetrics(String path) implements TrialMetrics {
  /** What is read of a file. */
  private static final int MOST_BYTES = 16 << 20;

  @Override
  public List<TrialMetrics.Point> read(TrainingJob job) {
    return job.readOutput(path, MOST_BYTES)
        .map(bytes -> points(new String(bytes, StandardCharsets.UTF_8)))
        .orElse(List.of());
  }

  private static List<TrialMetrics.Point> points(String text) {
    List<TrialMetrics.Point> points = new ArrayList<>();
    int begin = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
      String line = text.substring(begin, end);
      begin = end + 1;
      if (!line.isBlank()) {
        points.add(point(line, points.size()));
      }
    }
    return points;
  }

  private static TrialMetrics.Point point(String line, long number) {
    Map<String, Double> values = new TreeMap<>();
    try {
      JsonObject object = JsonParser.parseString(line).getAsJsonObject();
      for (Map.Entry<String, JsonElement> field : object.entrySet()) {
        JsonElement value = field.getValue();
        if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()) {
          values.put(field.getKey(), value.getAsDouble());
        }
      }
    } catch (JsonParseException | IllegalStateException e) {
      throw new IllegalStateException(
          "bad metrics: expected a JSON object, found other text (line %d)".formatted(number + 1),
          e);
    }
    Double step = values.containsKey("step") ? values.get("step") : values.get("epoch");
    return new TrialMetrics.Point(step == null ? number : step.longValue(), values);
  }
}
