package dev.hibi.service;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The page, in English or Japanese, and what it is made of. */
final class Page {
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
              + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "Vary",
          "Accept-Language");

  private Page() {}

  /** In the language that is asked for, else in one that the browser's user reads, else English. */
  static Answer of(Request request) {
    String language =
        request
            .parameter("lang")
            .filter(asked -> asked.equals("en") || asked.equals("ja"))
            .orElseGet(() -> preferred(request.header("Accept-Language")));
    JsonObject words = words(language);
    String html = text("page.html").replace("{{lang}}", language);
    for (Map.Entry<String, JsonElement> word : words.entrySet()) {
      html = html.replace("{{" + word.getKey() + "}}", word.getValue().getAsString());
    }
    html = html.replace("{{words}}", words.toString().replace("<", "\\u003c"));
    return Answer.of(200, "text/html; charset=utf-8", html).with(HEADERS);
  }

  private static String preferred(Optional<String> header) {
    for (String each : header.orElse("").split(",", -1)) {
      String language = each.strip().toLowerCase(Locale.ROOT);
      if (language.startsWith("ja")) {
        return "ja";
      }
      if (language.startsWith("en")) {
        return "en";
      }
    }
    return "en";
  }

  /** What the page says in a language. */
  private static JsonObject words(String language) {
    JsonObject words = new JsonObject();
    JsonParser.parseString(text("words.json"))
        .getAsJsonObject()
        .entrySet()
        .forEach(
            each ->
                words.add(each.getKey(), each.getValue().getAsJsonArray().get(number(language))));
    return words;
  }

  private static int number(String language) {
    return language.equals("ja") ? 1 : 0;
  }

  static Answer file(String name, String type) {
    return Answer.of(200, type, text(name));
  }

  /** A resource. */
  static String text(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource: expected " + name + ", found none");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
