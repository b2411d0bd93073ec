package dev.hibi.service;

import com.google.gson.JsonObject;
import java.util.Map;

/**
 * Why a request is not answered as it was meant: an object of RFC 9457 for programs, whose detail
 * is one line for people. It says nothing of this machine, and has no trace.
 */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad Request"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(408, "Request Timeout"),
          Map.entry(409, "Conflict"),
          Map.entry(413, "Content Too Large"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(421, "Misdirected Request"),
          Map.entry(422, "Unprocessable Content"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(503, "Service Unavailable"));

  private final int status;
  private final transient Map<String, String> headers;

  private Problem(int status, String detail, Map<String, String> headers) {
    super(detail, null, false, false);
    this.status = status;
    this.headers = Map.copyOf(headers);
  }

  static Problem of(int status, String detail) {
    return new Problem(status, detail, Map.of());
  }

  static Problem of(int status, String detail, String header, String value) {
    return new Problem(status, detail, Map.of(header, value));
  }

  int status() {
    return status;
  }

  Answer answer() {
    JsonObject json = new JsonObject();
    json.addProperty("type", "about:blank");
    json.addProperty("title", TITLES.getOrDefault(status, ""));
    json.addProperty("status", status);
    json.addProperty("detail", String.valueOf(getMessage()));
    return Answer.of(status, "application/problem+json", json.toString()).with(headers);
  }
}
