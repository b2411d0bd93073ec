package dev.hibi.client;

import dev.hibi.client.api.Json;
import dev.hibi.client.api.PagedQuery;
import dev.hibi.client.api.Route;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Route} taken apart.
 *
 * @param method such as {@code GET}
 * @param path with names of parameters in braces; slashes stay in one after a star
 * @param query parameters of the method by the names that the server knows
 * @param names of the method's parameters
 * @param body the parameter that is the body
 * @param anonymous whether no token is sent
 */
record RouteTemplate(
    String method,
    String path,
    Map<String, String> query,
    List<String> names,
    OptionalInt body,
    boolean anonymous) {
  private static final Pattern ROUTE =
      Pattern.compile("(GET|POST|PUT|PATCH|DELETE) (/[^?]*)(?:\\?(.*))?( anonymous)?");
  private static final Pattern NAME = Pattern.compile("\\{(\\*?)(\\w+)}");

  static RouteTemplate of(String route, Method method) {
    boolean anonymous = route.endsWith(" anonymous");
    String plain = anonymous ? route.substring(0, route.length() - 10) : route;
    Matcher parts = ROUTE.matcher(plain);
    if (!parts.matches()) {
      throw new IllegalStateException("bad route: expected METHOD /path?query, found " + route);
    }
    Map<String, String> query = new LinkedHashMap<>();
    if (parts.group(3) != null) {
      for (String pair : parts.group(3).split("&", -1)) {
        String[] sides = pair.split("=", 2);
        query.put(sides[0], sides[1].substring(1, sides[1].length() - 1));
      }
    }
    List<String> names = new ArrayList<>();
    OptionalInt body = OptionalInt.empty();
    Parameter[] parameters = method.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      String name = parameters[i].getName();
      names.add(name);
      boolean inPath =
          parts.group(2).contains("{" + name + "}") || parts.group(2).contains("{*" + name + "}");
      boolean named = inPath || query.containsValue(name);
      if (!named && !PagedQuery.class.isAssignableFrom(parameters[i].getType())) {
        body = OptionalInt.of(i);
      }
    }
    return new RouteTemplate(parts.group(1), parts.group(2), query, names, body, anonymous);
  }

  Call call(Object[] arguments, Json json) {
    Optional<String> content =
        body.isPresent() ? Optional.of(json.write(arguments[body.getAsInt()])) : Optional.empty();
    return new Call(method, path(arguments), query(arguments), content, anonymous);
  }

  private String path(Object[] arguments) {
    Matcher names = NAME.matcher(path);
    StringBuilder filled = new StringBuilder();
    while (names.find()) {
      String value = encode(String.valueOf(arguments[this.names.indexOf(names.group(2))]));
      String text = names.group(1).isEmpty() ? value : value.replace("%2F", "/");
      names.appendReplacement(filled, Matcher.quoteReplacement(text));
    }
    return names.appendTail(filled).toString();
  }

  private String query(Object[] arguments) {
    List<String> pairs = new ArrayList<>();
    query.forEach((name, parameter) -> add(pairs, name, arguments[names.indexOf(parameter)]));
    for (Object argument : arguments) {
      if (argument instanceof PagedQuery<?> list) {
        list.parameters().forEach((name, values) -> add(pairs, name, values));
      }
    }
    return String.join("&", pairs);
  }

  private static void add(List<String> pairs, String name, @Nullable Object value) {
    if (value instanceof Optional<?> optional) {
      optional.ifPresent(present -> add(pairs, name, present));
    } else if (value instanceof Collection<?> many) {
      many.forEach(each -> add(pairs, name, each));
    } else if (value != null) {
      pairs.add(encode(name) + "=" + encode(value.toString()));
    }
  }

  /** Percent-encoding (RFC 3986), a space as {@code %20}. */
  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
