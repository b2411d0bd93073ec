package dev.hibi.service;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/*
 * A page of another site can send requests to a service on this machine. Two things keep it out.
 * Its own name, pointed at 127.0.0.1 (DNS rebinding), is in Host: a name must be one that was
 * allowed, while an address cannot be another site's name. And what a browser sends across origins
 * says so, in Origin or in Sec-Fetch-Site: it changes nothing here. Programs send neither.
 */
/** Whose requests are answered. */
final class Origins {
  private static final Pattern ADDRESS =
      Pattern.compile("(\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+])");

  private static final int LONGEST_NAME = 253;
  private static final Pattern NAME =
      Pattern.compile("\\w([\\w-]{0,61}\\w)?(\\.\\w([\\w-]{0,61}\\w)?)*\\.?");

  private final Set<String> names;

  Origins(Set<String> names) {
    this.names =
        names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  /**
   * Gives a name that may stand in Host.
   *
   * @throws IllegalArgumentException if it is none
   */
  static String requireName(String name) {
    boolean isName = name.length() <= LONGEST_NAME && NAME.matcher(name).matches();
    if (!isName && !ADDRESS.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
      throw new IllegalArgumentException(
          "bad host: expected a name without scheme, port and path, found '%s'".formatted(name));
    }
    return name;
  }

  /**
   * Refuses a request that another site has sent.
   *
   * @param changes whether it may change something
   * @throws Problem 421 or 403 if so
   */
  void check(Headers headers, boolean changes) {
    String host = headers.getFirst("Host");
    if (host == null || !isOurs(name(host))) {
      throw Problem.of(
          421,
          "unknown host: expected localhost, an address, or a name that the service was started"
              + " with, found another");
    }
    if (!changes) {
      return;
    }
    String site = headers.getFirst("Sec-Fetch-Site");
    String origin = headers.getFirst("Origin");
    boolean other = site != null && !site.equals("same-origin") && !site.equals("none");
    if (other || (origin != null && !authority(origin).equals(host.toLowerCase(Locale.ROOT)))) {
      throw Problem.of(
          403, "request of another site: expected one of the service's own page, found another");
    }
  }

  private boolean isOurs(String name) {
    return name.equals("localhost") || ADDRESS.matcher(name).matches() || names.contains(name);
  }

  private static String name(String host) {
    return host.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
  }

  private static String authority(String origin) {
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority == null ? "" : authority.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
