package dev.hibi.emulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is answered to which method and path. */
final class Routes {
  /** Below which the platform has routes that are not emulated. */
  private static final Pattern PLATFORM =
      Pattern.compile(
          "/(account|admin|aquarium|data|datasets|datatypes|experiment|git|inferences|notebook"
              + "|preprocessings|registries|templates|tenant|training|upload|download|clusters?"
              + "|kqi|nodes|resource|specific|user-groups?|role|menus?|quotas?)(/.*)?",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

  private final List<Route> routes = new ArrayList<>();

  /** Answers a call; runs under the lock of the records. */
  interface Handler {
    Reply answer(Call call);
  }

  /**
   * A route.
   *
   * @param line the method and the path, as it was added
   * @param menus of which a role of the caller must have one; empty if any token does
   * @param anonymous whether no token is needed
   */
  record Route(
      String line,
      String method,
      Pattern path,
      List<String> names,
      String menus,
      boolean anonymous,
      Handler handler) {}

  /** A route and what its braces have matched. */
  record Match(Route route, Map<String, String> variables) {}

  /** A route for callers who have one of some menus. */
  Routes add(String route, String menus, Handler handler) {
    routes.add(parse(route, menus, false, handler));
    return this;
  }

  /** A route for all. */
  Routes anonymous(String route, Handler handler) {
    routes.add(parse(route, "", true, handler));
    return this;
  }

  private static Route parse(String route, String menus, boolean anonymous, Handler handler) {
    int space = route.indexOf(' ');
    List<String> names = new ArrayList<>();
    Matcher variables = VARIABLE.matcher(route.substring(space + 1));
    StringBuilder pattern = new StringBuilder();
    while (variables.find()) {
      names.add(variables.group(1));
      variables.appendReplacement(pattern, "([^/]+)");
    }
    variables.appendTail(pattern);
    pattern.append("/?"); // a slash at the end does not count, nor does the case
    Pattern path = Pattern.compile(pattern.toString(), Pattern.CASE_INSENSITIVE);
    return new Route(route, route.substring(0, space), path, names, menus, anonymous, handler);
  }

  /** All, in the order in which they were added. */
  List<Route> all() {
    return List.copyOf(routes);
  }

  /** The first that fits; those with fixed names come before those with variables. */
  Optional<Match> find(String method, String rawPath) {
    for (Route route : routes) {
      Matcher path = route.path().matcher(rawPath);
      if (route.method().equals(method) && path.matches()) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < route.names().size(); i++) {
          variables.put(route.names().get(i), Call.decode(path.group(i + 1).replace("+", "%2B")));
        }
        return Optional.of(new Match(route, variables));
      }
    }
    return Optional.empty();
  }

  /** Whether the platform has such a route, or one near it, that is not emulated. */
  static boolean isOfPlatform(String path) {
    return PLATFORM.matcher(path).matches();
  }
}
