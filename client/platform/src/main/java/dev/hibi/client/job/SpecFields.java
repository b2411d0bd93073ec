package dev.hibi.client.job;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Fields of a JSON object that a user has written; null is as if it were not there. */
final class SpecFields {
  private final JsonObject object;
  private final Set<String> known = new TreeSet<>();

  SpecFields(JsonObject object) {
    this.object = object;
  }

  private Optional<JsonElement> field(String name) {
    known.add(name);
    return Optional.ofNullable(object.get(name)).filter(value -> !value.isJsonNull());
  }

  Optional<String> text(String name) {
    return field(name).map(value -> text(name, value));
  }

  Optional<Long> number(String name) {
    return field(name).map(value -> number(name, value));
  }

  Optional<Integer> count(String name) {
    return field(name).map(value -> count(name, value));
  }

  Optional<Boolean> truth(String name) {
    return field(name)
        .map(
            value -> {
              if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
                return primitive.getAsBoolean();
              }
              throw wrong(name, "true or false", value);
            });
  }

  List<String> list(String name) {
    return elements(name).stream().map(value -> text(name, value)).toList();
  }

  List<Long> numbers(String name) {
    return elements(name).stream().map(value -> number(name, value)).toList();
  }

  List<Integer> counts(String name) {
    return elements(name).stream().map(value -> count(name, value)).toList();
  }

  /** An object whose values are texts, or numbers and truth values as they are written. */
  Map<String, String> texts(String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    field(name)
        .ifPresent(
            value -> {
              if (!(value instanceof JsonObject inner)) {
                throw wrong(name, "an object", value);
              }
              inner.asMap().forEach((key, each) -> texts.put(key, plain(name, each)));
            });
    return texts;
  }

  private List<JsonElement> elements(String name) {
    List<JsonElement> elements = new ArrayList<>();
    field(name)
        .ifPresent(
            value -> {
              if (!value.isJsonArray()) {
                throw wrong(name, "a list", value);
              }
              value.getAsJsonArray().forEach(elements::add);
            });
    return elements;
  }

  private static String text(String name, JsonElement value) {
    if (value instanceof JsonPrimitive primitive && primitive.isString()) {
      return primitive.getAsString();
    }
    throw wrong(name, "a text", value);
  }

  private static String plain(String name, JsonElement value) {
    if (value.isJsonPrimitive()) {
      return value.getAsString();
    }
    throw wrong(name, "texts", value);
  }

  private static int count(String name, JsonElement value) {
    long number = number(name, value);
    if (number != (int) number) {
      throw wrong(name, "a smaller number", value);
    }
    return (int) number;
  }

  private static long number(String name, JsonElement value) {
    if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
      try {
        return new BigDecimal(primitive.getAsString()).longValueExact();
      } catch (ArithmeticException e) {
        throw wrong(name, "a whole number", value);
      }
    }
    throw wrong(name, "a whole number", value);
  }

  void complainOfOthers() {
    for (String name : object.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "bad spec: expected some of %s, found '%s'".formatted(String.join(", ", known), name));
      }
    }
  }

  private static IllegalArgumentException wrong(String name, String expected, JsonElement found) {
    return new IllegalArgumentException(
        "bad %s: expected %s, found %s (spec)".formatted(name, expected, found));
  }
}
