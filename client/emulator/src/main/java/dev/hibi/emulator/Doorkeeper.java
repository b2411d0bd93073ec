package dev.hibi.emulator;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what no program on this machine sends by itself: requests that a page of some other site
 * has made a browser send.
 *
 * <p>A page can have its own name lead to a loopback address (DNS rebinding); its requests have
 * that name as their {@code Host} then. And it can send requests to loopback addresses, with its
 * own address as their {@code Origin} and, without asking first, only with the content types of
 * forms.
 */
final class Doorkeeper {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private Doorkeeper() {}

  /** What is wrong with a request's {@code Host} or {@code Origin}; empty if nothing is. */
  static Optional<ApiFailure> refusal(Headers request, String path) {
    @Nullable String host = request.getFirst("Host");
    if (host == null || !LOOPBACK.contains(name(host))) {
      String expected = "bad host: expected localhost, 127.0.0.1 or [::1], found ";
      return Optional.of(ApiFailure.of(400, expected + (host == null ? "none" : host), path));
    }
    @Nullable String origin = request.getFirst("Origin");
    if (origin != null && !isOwn(origin, host)) {
      return Optional.of(
          ApiFailure.of(
              403,
              "bad origin: expected none or http://%s, found %s".formatted(host, origin),
              path));
    }
    return Optional.empty();
  }

  private static String name(String host) {
    int colon = host.lastIndexOf(':');
    boolean port = colon > host.lastIndexOf(']');
    return (port ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
  }

  private static boolean isOwn(String origin, String host) {
    try {
      URI uri = URI.create(origin);
      return "http".equals(uri.getScheme()) && host.equalsIgnoreCase(uri.getRawAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether a body is said to be JSON, in one of the ways that the server takes. */
  static boolean isJson(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType.replaceAll(";.*", "").strip();
    String lower = type.toLowerCase(Locale.ROOT);
    return lower.equals("application/json")
        || lower.equals("text/json")
        || lower.matches("application/[^/]+\\+json");
  }
}
