package dev.hibi.service;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** A request, of which the body is read only when it is asked for, and never beyond a limit. */
final class Request {
  private static final int PART = 1 << 16;
  private static final int LONGEST_NAME = 200;

  private final HttpExchange exchange;
  private final List<String> segments; // what stands in place of the names of a route
  private final Map<String, String> query = new TreeMap<>();

  private Request(HttpExchange exchange, List<String> segments) {
    this.exchange = exchange;
    this.segments = List.copyOf(segments);
  }

  /**
   * Reads the query.
   *
   * @throws Problem 400 if it is not well formed, or has another parameter than the route, or one
   *     twice
   */
  static Request of(HttpExchange exchange, Routes.Found found) {
    Request request = new Request(exchange, found.segments());
    String raw = exchange.getRequestURI().getRawQuery();
    for (String part : raw == null ? List.<String>of() : List.of(raw.split("&", -1))) {
      if (!part.isEmpty()) {
        String[] sides = part.split("=", 2);
        String name = decoded(sides[0]);
        requireKnown(name, found.route().parameters());
        if (request.query.put(name, sides.length > 1 ? decoded(sides[1]) : "") != null) {
          throw Problem.of(400, "parameter twice: expected one %s, found more".formatted(name));
        }
      }
    }
    return request;
  }

  private static void requireKnown(String name, List<String> parameters) {
    if (!parameters.contains(name)) {
      String known = parameters.isEmpty() ? "none" : String.join(" or ", parameters);
      throw Problem.of(
          400, "unknown parameter: expected %s, found '%s'".formatted(known, shown(name)));
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Problem.of(400, "bad query: expected % with two hexadecimal digits, found others");
    }
  }

  String segment(int number) {
    return segments.get(number);
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  /**
   * The threshold that is asked for.
   *
   * @throws Problem 400 if it is none
   */
  OptionalDouble threshold() {
    Optional<String> text = parameter("threshold");
    return text.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(threshold(text.get()));
  }

  private static double threshold(String text) {
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw Problem.of(
          400, "bad threshold: expected a probability above 0 and below 1, found no number");
    }
    return threshold(value);
  }

  static double threshold(double value) {
    if (!(value > 0 && value < 1)) {
      throw Problem.of(
          400, "bad threshold: expected a probability above 0 and below 1, found " + value);
    }
    return value;
  }

  /** What people call what they send: for messages and answers alone, never for a file. */
  String name() {
    return shown(parameter("name").orElse("upload"));
  }

  private static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() > LONGEST_NAME ? line.substring(0, LONGEST_NAME) : line;
  }

  /**
   * Refuses a body that says that it is too large, before any of it is read.
   *
   * @throws Problem 413 if so
   */
  void requireAtMost(long most) {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    if (length != null && length.length() < 20 && Long.parseLong(length.strip()) > most) {
      throw tooLarge(most, length.strip());
    }
  }

  private static Problem tooLarge(long most, String found) {
    return Problem.of(
        413, "upload too large: expected at most %d bytes, found %s".formatted(most, found));
  }

  /**
   * The whole body.
   *
   * @throws Problem 413 if it is larger; 400 if it is empty
   * @throws IOException if the client is gone
   */
  byte[] body(long most) throws IOException {
    requireAtMost(most);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    InputStream in = exchange.getRequestBody();
    byte[] part = new byte[PART];
    try {
      for (int count = in.read(part); count >= 0; count = in.read(part)) {
        if (body.size() + count > most) {
          throw tooLarge(most, "more");
        }
        body.write(part, 0, count);
      }
    } catch (EOFException e) {
      throw new IOException("the upload ended early", e);
    }
    if (body.size() == 0) {
      throw Problem.of(400, "nothing to read: expected a file as the body, found 0 bytes");
    }
    return body.toByteArray();
  }
}
