package dev.hibi.emulator;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer. */
final class Reply {
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private final int status;
  private final byte[] body;
  private final Map<String, String> headers = new LinkedHashMap<>();

  private Reply(int status, byte[] body) {
    this.status = status;
    this.body = body;
  }

  static Reply json(int status, JsonElement body) {
    return new Reply(status, GSON.toJson(body).getBytes(StandardCharsets.UTF_8))
        .header("Content-Type", "application/json; charset=utf-8");
  }

  static Reply ok(JsonElement body) {
    return json(200, body);
  }

  static Reply created(JsonElement body) {
    return json(201, body);
  }

  static Reply empty(int status) {
    return new Reply(status, new byte[0]);
  }

  static Reply text(int status, String contentType, String text) {
    return new Reply(status, text.getBytes(StandardCharsets.UTF_8))
        .header("Content-Type", contentType);
  }

  Reply header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  int status() {
    return status;
  }

  byte[] body() {
    return body;
  }

  Map<String, String> headers() {
    return headers;
  }
}
