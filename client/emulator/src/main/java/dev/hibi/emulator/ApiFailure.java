package dev.hibi.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;

/** An answer that refuses, in one of the server's three forms. */
final class ApiFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Reply reply;

  private ApiFailure(String message, Reply reply) {
    super(message);
    this.reply = reply;
  }

  /** The server's own form: all fields, also those that are null. */
  static ApiFailure of(int status, String title, String path) {
    JsonObject body = new JsonObject();
    body.addProperty("type", "Nssol.Platypus.Emulated");
    body.addProperty("title", title);
    body.add("detail", JsonNull.INSTANCE);
    body.addProperty("instance", path);
    body.add("errors", JsonNull.INSTANCE);
    return new ApiFailure(title, Reply.json(status, body));
  }

  static ApiFailure badRequest(String title) {
    return of(400, title, "");
  }

  static ApiFailure notFound(String title) {
    return of(404, title, "");
  }

  static ApiFailure conflict(String title) {
    return of(409, title, "");
  }

  /** ASP.NET's form, which comes before the server's own checks: errors are an object. */
  static ApiFailure invalid(String field, String message) {
    JsonArray messages = new JsonArray();
    messages.add(message);
    JsonObject errors = new JsonObject();
    errors.add(field, messages);
    JsonObject body = new JsonObject();
    body.addProperty("type", "https://tools.ietf.org/html/rfc7231#section-6.5.1");
    body.addProperty("title", "One or more validation errors occurred.");
    body.addProperty("status", 400);
    body.addProperty("traceId", "|emulated.");
    body.add("errors", errors);
    return new ApiFailure(message, Reply.json(400, body));
  }

  /** ASP.NET's form for a body that it does not read. */
  static ApiFailure unsupported() {
    JsonObject body = new JsonObject();
    body.addProperty("type", "https://tools.ietf.org/html/rfc7231#section-6.5.13");
    body.addProperty("title", "Unsupported Media Type");
    body.addProperty("status", 415);
    body.addProperty("traceId", "|emulated.");
    return new ApiFailure("Unsupported Media Type", Reply.json(415, body));
  }

  static ApiFailure required(String field) {
    return invalid(field, "The " + field + " field is required.");
  }

  /** No body; a header says which menus would do. */
  static ApiFailure forbidden(String menus) {
    return new ApiFailure("forbidden", Reply.empty(403).header("X-Permit-MenuCode", menus));
  }

  Reply reply() {
    return reply;
  }
}
