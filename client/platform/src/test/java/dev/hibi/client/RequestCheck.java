package dev.hibi.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What of a request is not as the contract's table has it. */
final class RequestCheck {
  private static final String ROOT = "/api/v2";

  private final Contract contract;
  private final List<String> wrong = new ArrayList<>();

  private RequestCheck(Contract contract) {
    this.contract = contract;
  }

  /** Faults of a request that is meant for an operation; empty if there are none. */
  static List<String> faults(Contract contract, String key, ScriptedServer.Request request) {
    RequestCheck check = new RequestCheck(contract);
    check.check(key, Optional.ofNullable(contract.operations().get(key)).orElseThrow(), request);
    return check.wrong;
  }

  private void check(String key, Contract.Facts facts, ScriptedServer.Request request) {
    String[] line = request.line().split("[ ?]", 3);
    checkPath(key.substring(0, key.indexOf(' ')), facts, line[0] + " " + line[1]);
    checkQuery(facts.parameters("query"), line.length > 2 ? line[2] : "");
    expect(facts.token(), !request.authorization().isEmpty(), "token");
    expect(facts.body().isPresent(), !request.body().isEmpty(), "body");
    if (facts.body().isPresent() && !request.body().isEmpty()) {
      expect(true, request.contentType().equals("application/json"), "JSON as content type");
      checkBody(facts.body().get(), request.body());
    }
  }

  private void expect(boolean expected, boolean found, String what) {
    if (expected != found) {
      wrong.add(expected ? "no " + what : "a " + what + " that is not wanted");
    }
  }

  private void checkPath(String verb, Contract.Facts facts, String line) {
    String pattern = verb + " " + ROOT + facts.path();
    for (Contract.Parameter parameter : facts.parameters("path")) {
      boolean number = parameter.type().startsWith("int");
      pattern = pattern.replace("{" + parameter.name() + "}", number ? "[0-9]+" : "[^/]+");
    }
    if (!line.matches(pattern)) {
      wrong.add("path: expected " + pattern + ", found " + line);
    }
  }

  private void checkQuery(List<Contract.Parameter> parameters, String query) {
    List<String> names = new ArrayList<>();
    for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      String[] sides = pair.split("=", 2);
      names.add(sides[0]);
      String value = URLDecoder.decode(sides[1], StandardCharsets.UTF_8);
      parameters.stream()
          .filter(parameter -> parameter.name().equals(sides[0]))
          .findFirst()
          .ifPresentOrElse(
              parameter -> checkText(parameter, value),
              () -> wrong.add("query: " + sides[0] + " is not in the contract"));
    }
    for (Contract.Parameter parameter : parameters) {
      if (parameter.required() && !names.contains(parameter.name())) {
        wrong.add("query: " + parameter.name() + " is required, and was not sent");
      }
    }
  }

  private void checkText(Contract.Parameter parameter, String value) {
    boolean fits =
        switch (parameter.type()) {
          case "int32", "int64" -> value.matches("-?[0-9]+");
          case "boolean" -> value.matches("true|false");
          default -> true;
        };
    if (!fits) {
      wrong.add(
          "query %s: expected %s, found %s".formatted(parameter.name(), parameter.type(), value));
    }
  }

  private void checkBody(String type, String body) {
    try {
      checkValue("body", type, JsonParser.parseString(body));
    } catch (JsonParseException e) {
      wrong.add("body: expected JSON, found other text");
    }
  }

  private void checkValue(String where, String type, JsonElement value) {
    Optional<String> items = Contract.inner(type, '[');
    Optional<String> values = Contract.inner(type, '{');
    Optional<Contract.Definition> named = contract.type(type);
    if (items.isPresent() && value.isJsonArray()) {
      value.getAsJsonArray().forEach(item -> checkValue(where + "[]", items.get(), item));
    } else if (values.isPresent() && value.isJsonObject()) {
      for (Map.Entry<String, JsonElement> entry : value.getAsJsonObject().entrySet()) {
        checkValue(where + "." + entry.getKey(), values.get(), entry.getValue());
      }
    } else if (named.isPresent() && named.get().values().isEmpty() && value.isJsonObject()) {
      checkFields(where, named.get().fields(), value.getAsJsonObject());
    } else if (!isScalar(type, named, value)) {
      wrong.add("%s: expected %s, found %s".formatted(where, type, value));
    }
  }

  private void checkFields(String where, Map<String, Contract.Field> fields, JsonObject value) {
    for (Map.Entry<String, JsonElement> entry : value.entrySet()) {
      Contract.Field field = fields.get(entry.getKey());
      if (field == null) {
        wrong.add("%s: %s is not in the contract".formatted(where, entry.getKey()));
      } else {
        checkValue(where + "." + entry.getKey(), field.type(), entry.getValue());
      }
    }
    fields.forEach(
        (name, field) -> {
          if (field.required() && !value.has(name)) {
            wrong.add("%s: %s is required, and was not sent".formatted(where, name));
          }
        });
  }

  private static boolean isScalar(
      String type, Optional<Contract.Definition> named, JsonElement value) {
    if (!(value instanceof JsonPrimitive primitive)) {
      return false;
    }
    return switch (type) {
      case "string", "date-time", "uri" -> primitive.isString();
      case "boolean" -> primitive.isBoolean();
      case "float" -> primitive.isNumber();
      case "int32", "int64" -> isInteger(primitive);
      default ->
          isInteger(primitive)
              && named.filter(of -> of.values().contains(primitive.getAsInt())).isPresent();
    };
  }

  private static boolean isInteger(JsonPrimitive value) {
    return value.isNumber() && value.getAsString().matches("-?[0-9]+");
  }
}
