package dev.hibi.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How a sweep learns what a job has measured. Called while the job runs, too. */
@FunctionalInterface
public interface TrialMetrics {

  /**
   * What a job has measured so far, in order; empty if nothing yet.
   *
   * @throws KamonohashiException if platform or storage fail; the sweep tries again later
   */
  List<MetricPoint> read(TrainingJob job);

  /**
   * Reads a file of JSON objects, one a line. Each number in an object is a measurement; {@code
   * step}, or else {@code epoch}, or else the line's number, is when. The last line may be half
   * written.
   *
   * @param path below {@code /kqi/output}, such as {@code run/metrics.jsonl}
   */
  static TrialMetrics jsonLines(String path) {
    return job ->
        job.readOutput(path, MOST_BYTES)
            .map(bytes -> points(new String(bytes, StandardCharsets.UTF_8)))
            .orElse(List.of());
  }

  /** What is read of a file of metrics: 16 MiB. */
  int MOST_BYTES = 16 << 20;

  private static List<MetricPoint> points(String text) {
    List<MetricPoint> points = new ArrayList<>();
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

  private static MetricPoint point(String line, long number) {
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
    return new MetricPoint(step == null ? number : step.longValue(), values);
  }
}
