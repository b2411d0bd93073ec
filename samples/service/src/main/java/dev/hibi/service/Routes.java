package dev.hibi.service;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which request is answered by what; the first that fits. */
final class Routes {
  /** Answers a request. */
  interface Handler {
    Answer answer(Request request) throws Exception;
  }

  /**
   * One of them.
   *
   * @param method GET, which is also HEAD, or another
   * @param path with names in braces
   * @param parameters that its query may have
   */
  record Route(String method, String path, Handler handler, List<String> parameters) {
    private Matcher matcher(String found) {
      return Pattern.compile(path.replaceAll("\\{\\w+}", "([^/]{1,100})")).matcher(found);
    }

    boolean changes() {
      return !method.equals("GET");
    }
  }

  /** A route with what stands in place of its names. */
  record Found(Route route, List<String> segments) {}

  private final List<Route> routes = new ArrayList<>();

  Routes add(String method, String path, Handler handler, String... parameters) {
    routes.add(new Route(method, path, handler, List.of(parameters)));
    return this;
  }

  List<Route> all() {
    return List.copyOf(routes);
  }

  /**
   * The route of a request.
   *
   * @throws Problem 404 if there is none, 405 if there is one for other methods
   */
  Found find(String method, String path) {
    List<String> allowed = new ArrayList<>();
    for (Route route : routes) {
      Matcher matcher = route.matcher(path);
      if (!matcher.matches()) {
        continue;
      }
      if (route.method().equals(method) || (!route.changes() && method.equals("HEAD"))) {
        List<String> segments = new ArrayList<>();
        for (int i = 1; i <= matcher.groupCount(); i++) {
          segments.add(matcher.group(i));
        }
        return new Found(route, segments);
      }
      allowed.add(route.changes() ? route.method() : "GET, HEAD");
    }
    if (allowed.isEmpty()) {
      throw Problem.of(404, "nothing here: expected a path of /openapi.json, found another");
    }
    String methods = String.join(", ", allowed);
    throw Problem.of(
        405, "another method: expected %s, found another".formatted(methods), "Allow", methods);
  }
}
