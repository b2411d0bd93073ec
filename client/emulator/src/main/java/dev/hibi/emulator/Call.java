package dev.hibi.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A call of the API that a route was found for. */
final class Call {
  private final String path;
  private final Map<String, String> variables;
  private final Map<String, List<String>> query;
  private final String body;
  private final Caller caller;

  Call(
      String path,
      Map<String, String> variables,
      @Nullable String query,
      String body,
      Caller caller) {
    this.path = path;
    this.variables = variables;
    this.query = parse(query);
    this.body = body;
    this.caller = caller;
  }

  /** Parameters by their names, whose case does not count for the server. */
  private static Map<String, List<String>> parse(@Nullable String query) {
    Map<String, List<String>> parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (query != null && !query.isEmpty()) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parameters.computeIfAbsent(decode(name), n -> new ArrayList<>()).add(decode(value));
      }
    }
    return parameters;
  }

  static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  String path() {
    return path;
  }

  Caller caller() {
    return caller;
  }

  /** An id in the path. */
  long id(String variable) {
    String text = variable(variable);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw ApiFailure.invalid(variable, "The value '" + text + "' is not valid.");
    }
  }

  long id() {
    return id("id");
  }

  String variable(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalStateException("no variable " + name + " in " + path);
    }
    return value;
  }

  Optional<String> query(String name) {
    List<String> values = query.get(name);
    return values == null ? Optional.empty() : Optional.of(values.get(0));
  }

  List<String> queries(String name) {
    return query.getOrDefault(name, List.of());
  }

  boolean flag(String name) {
    String value = query(name).orElse("false").strip();
    if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
      return value.equalsIgnoreCase("true");
    }
    throw notValid(name, value);
  }

  int number(String name, int otherwise) {
    Optional<String> text = query(name);
    try {
      return text.map(number -> Integer.parseInt(number.strip())).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw notValid(name, text.orElse(""));
    }
  }

  private static ApiFailure notValid(String name, String value) {
    String what = value.isEmpty() ? "invalid." : "not valid.";
    return ApiFailure.invalid(name, "The value '" + value + "' is " + what);
  }

  /** The body, which must be there. */
  JsonObject body() {
    try {
      JsonElement json = JsonParser.parseString(body);
      if (json.isJsonObject()) {
        return json.getAsJsonObject();
      }
    } catch (JsonParseException e) {
      throw ApiFailure.invalid("", "The body is no JSON.");
    }
    throw ApiFailure.invalid("", "A non-empty request body is required.");
  }

  /** The body, which must be a list of objects. */
  List<JsonObject> list() {
    List<JsonObject> objects = new ArrayList<>();
    try {
      if (JsonParser.parseString(body) instanceof JsonArray array) {
        for (JsonElement element : array) {
          objects.add(element.getAsJsonObject());
        }
        return objects;
      }
    } catch (JsonParseException | IllegalStateException e) {
      throw ApiFailure.invalid("", "The body is no JSON.");
    }
    throw ApiFailure.invalid("", "A non-empty request body is required.");
  }

  /** A text of the body that must be there and not be blank. */
  String required(JsonObject body, String field) {
    JsonElement value = body.get(field);
    if (value == null || !value.isJsonPrimitive() || value.getAsString().isBlank()) {
      throw ApiFailure.required(field);
    }
    return value.getAsString();
  }

  /** A number of the body that must be there, as a number. */
  static long requiredNumber(JsonObject body, String field) {
    JsonElement value = body.get(field);
    if (value == null || value.isJsonNull()) {
      throw ApiFailure.required(field);
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
      throw ApiFailure.invalid("$." + field, "The JSON value could not be converted.");
    }
    return value.getAsLong();
  }

  /** An object of the body that must be there. */
  static JsonObject requiredObject(JsonObject body, String field) {
    if (body.get(field) instanceof JsonObject object) {
      return object;
    }
    throw ApiFailure.required(field);
  }

  /** What an edit makes of a text: absent leaves it, two apostrophes empty it. */
  static void edit(JsonObject record, JsonObject body, String field) {
    JsonElement value = body.get(field);
    if (value != null && value.isJsonPrimitive()) {
      String text = value.getAsString();
      record.addProperty(field, text.equals("''") ? "" : text);
    }
  }
}
