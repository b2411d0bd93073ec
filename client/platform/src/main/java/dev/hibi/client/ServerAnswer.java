package dev.hibi.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A refusal of the server, in whichever of its three forms: its own JSON ({@code title}, {@code
 * errors} a list), ASP.NET's ({@code errors} an object of lists), or nothing but a header.
 *
 * <p>{@code detail} is never read: it is a stack trace.
 */
record ServerAnswer(
    String method, String path, int status, Optional<String> message, List<String> menus) {
  private static final int MAX_MESSAGE = 500;

  ServerAnswer {
    menus = List.copyOf(menus);
  }

  /** The token is that of the call, or nothing; it is not kept. */
  static ServerAnswer of(
      String method,
      String path,
      int status,
      String body,
      String token,
      Optional<String> permittedMenus) {
    List<String> menus =
        permittedMenus.stream()
            .flatMap(names -> List.of(names.split(",", -1)).stream())
            .map(String::trim)
            .filter(name -> !name.isEmpty())
            .toList();
    return new ServerAnswer(method, path, status, message(body, token), menus);
  }

  /** What is wrong, in a word. */
  String title() {
    return switch (status) {
      case 400 -> "bad request";
      case 401 -> "not logged in";
      case 403 -> "not allowed";
      case 404 -> "not found";
      case 407 -> "not let through by the proxy";
      case 409 -> "conflict";
      case 503 -> "platform trouble";
      default -> "refused";
    };
  }

  /** The server's words, as the end of a sentence. */
  String describe() {
    return message.map(words -> ": " + words).orElse("");
  }

  private static Optional<String> message(String body, String token) {
    try {
      JsonElement json = JsonParser.parseString(body);
      return json.isJsonObject() ? message(json.getAsJsonObject(), token) : Optional.empty();
    } catch (JsonParseException e) {
      return Optional.empty(); // a proxy's page
    }
  }

  private static Optional<String> message(JsonObject json, String token) {
    List<String> parts = new ArrayList<>();
    text(json.get("title")).ifPresent(parts::add);
    JsonElement errors = json.get("errors");
    if (errors instanceof JsonArray list) {
      list.forEach(error -> text(error).ifPresent(parts::add));
    } else if (errors instanceof JsonObject fields) {
      for (Map.Entry<String, JsonElement> field : fields.entrySet()) {
        parts.add(field.getKey() + ": " + words(field.getValue()));
      }
    }
    String all = Secrets.cut(String.join("; ", parts), token);
    if (all.length() > MAX_MESSAGE) {
      all = all.substring(0, MAX_MESSAGE) + "...";
    }
    return all.isBlank() ? Optional.empty() : Optional.of(all.replaceAll("\\s+", " "));
  }

  private static String words(JsonElement messages) {
    List<String> words = new ArrayList<>();
    if (messages instanceof JsonArray list) {
      list.forEach(message -> text(message).ifPresent(words::add));
    } else {
      text(messages).ifPresent(words::add);
    }
    return String.join(", ", words);
  }

  private static Optional<String> text(JsonElement element) {
    boolean text = element != null && element.isJsonPrimitive();
    return text ? Optional.of(element.getAsString()) : Optional.empty();
  }
}
