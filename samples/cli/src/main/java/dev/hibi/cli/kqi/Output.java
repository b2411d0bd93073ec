package dev.hibi.cli.kqi;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.hibi.cli.option.JsonOption;
import dev.hibi.client.api.JobStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;

/** Results: a table for people, and JSON. Texts, numbers, truth values, times, lists, statuses. */
final class Output {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  @Mixin private JsonOption json = new JsonOption();

  /** A truth value that is a star in a table. */
  record Mark(boolean isSet) {
    @Override
    public String toString() {
      return isSet ? "*" : "";
    }
  }

  /** Where words for people go. */
  PrintWriter words(PrintWriter out) {
    return json.words(out);
  }

  /** Prints rows: as a table with a header, or as a JSON array of objects. */
  void rows(PrintWriter out, List<String> columns, List<List<?>> rows) throws IOException {
    table(words(out), columns, rows);
    write(out, objects(columns, rows));
  }

  /** Prints one thing: a line for each field, or a JSON object with names as in JavaScript. */
  void fields(PrintWriter out, List<String> names, List<?> values) throws IOException {
    fields(names, values, words(out));
    json(out, names, values);
  }

  /** The JSON of {@link #fields}, for a command whose words are others. */
  void json(PrintWriter out, List<String> names, List<?> values) throws IOException {
    write(out, object(names, values));
  }

  private void write(PrintWriter out, JsonElement element) throws IOException {
    json.write(out, writer -> GSON.toJson(element, writer));
  }

  private static void fields(List<String> names, List<?> values, PrintWriter out) {
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    for (int i = 0; i < names.size(); i++) {
      String text = text(values.get(i));
      if (!text.isEmpty()) {
        out.printf("%-" + width + "s  %s%n", names.get(i), text);
      }
    }
  }

  /** Rows as a JSON array of objects, which may be a value of {@link #fields}. */
  static JsonArray objects(List<String> columns, List<List<?>> rows) {
    JsonArray array = new JsonArray();
    rows.forEach(row -> array.add(object(columns, row)));
    return array;
  }

  private static JsonObject object(List<String> names, List<?> values) {
    JsonObject object = new JsonObject();
    for (int i = 0; i < names.size(); i++) {
      object.add(key(names.get(i)), element(values.get(i)));
    }
    return object;
  }

  /** Such as {@code entryPoint} for {@code entry point}. */
  private static String key(String name) {
    StringBuilder key = new StringBuilder();
    for (String word : name.split(" ", -1)) {
      boolean first = key.isEmpty();
      key.append(first ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return key.toString();
  }

  private static JsonElement element(Object value) {
    if (value instanceof JsonElement element) {
      return element;
    }
    if (value instanceof Optional<?> optional) {
      return optional.map(Output::element).orElse(JsonNull.INSTANCE);
    }
    if (value instanceof List<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(item -> array.add(element(item)));
      return array;
    }
    if (value instanceof Number number) {
      return new JsonPrimitive(number);
    }
    if (value instanceof Mark mark) {
      return new JsonPrimitive(mark.isSet());
    }
    if (value instanceof Boolean truth) {
      return new JsonPrimitive(truth);
    }
    return new JsonPrimitive(value.toString());
  }

  private static String text(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(Output::text).orElse("");
    }
    if (value instanceof List<?> list) {
      return String.join(", ", list.stream().map(Output::text).toList());
    }
    if (value instanceof Instant time) {
      return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
    if (value instanceof JobStatus status) {
      return status.name();
    }
    return value.toString().replaceAll("\\s+", " ");
  }

  /** Prints rows under a header. */
  static void table(PrintWriter out, List<String> columns, List<List<?>> rows) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(columns);
    rows.forEach(row -> lines.add(row.stream().map(Output::text).toList()));
    int[] widths = new int[columns.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String spaces = " ".repeat(widths[i] - line.get(i).length());
        text.append(isNumbers(rows, i) ? spaces + line.get(i) : line.get(i) + spaces).append("  ");
      }
      out.println(text.toString().stripTrailing());
    }
  }

  /** Whether a column has numbers, and perhaps gaps: it is aligned to the right. */
  private static boolean isNumbers(List<List<?>> rows, int column) {
    List<?> there =
        rows.stream()
            .map(row -> row.get(column))
            .flatMap(value -> value instanceof Optional<?> gap ? gap.stream() : Stream.of(value))
            .toList();
    return !there.isEmpty() && there.stream().allMatch(Number.class::isInstance);
  }
}
