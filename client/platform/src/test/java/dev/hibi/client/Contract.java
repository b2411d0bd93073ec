package dev.hibi.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.client.api.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The platform's contract, from {@code contract.txt}, and the client's methods beside it. The
 * script {@code src/test/scripts/contract_table.py} makes the table and says what its lines mean.
 */
final class Contract {
  /** What the table is made from; not everybody has it. */
  static final Path SOURCE = Path.of("../../../shared/kamonohashi/swagger.json");

  private final SortedMap<String, Facts> operations = new TreeMap<>();
  private final Map<String, Definition> types = new TreeMap<>();

  /** Of an operation: parameters, what is sent, what comes back, whether it wants a token. */
  record Facts(
      String path,
      List<Parameter> parameters,
      Optional<String> body,
      Optional<String> answer,
      boolean token) {
    Facts(String path) {
      this(path, List.of(), Optional.empty(), Optional.empty(), false);
    }

    Facts with(Parameter parameter) {
      List<Parameter> more = new ArrayList<>(parameters);
      more.add(parameter);
      return new Facts(path, more, body, answer, token);
    }

    List<Parameter> parameters(String place) {
      return parameters.stream().filter(one -> one.place().equals(place)).toList();
    }
  }

  /** Of an operation: place is {@code path} or {@code query}. */
  record Parameter(String name, String place, String type, boolean required) {}

  /** Of a type that has a name: fields, or the numbers of an enum. */
  record Definition(SortedMap<String, Field> fields, Set<Integer> values) {
    Definition() {
      this(new TreeMap<>(), new TreeSet<>());
    }
  }

  /** Of a type. */
  record Field(String type, boolean required) {}

  private Contract(List<String> lines) {
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("type")) {
        addTo(types.computeIfAbsent(words[1], name -> new Definition()), words);
      } else {
        String key = key(words[0], words[1]);
        operations.put(key, with(operations.getOrDefault(key, new Facts(words[1])), words));
      }
    }
  }

  private static void addTo(Definition type, String[] words) {
    switch (words[2]) {
      case "field" -> type.fields().put(words[3], new Field(words[4], words[5].equals("required")));
      case "values" ->
          Arrays.stream(words).skip(3).map(Integer::valueOf).forEach(type.values()::add);
      default -> throw new IllegalStateException(String.join(" ", words));
    }
  }

  private static Facts with(Facts before, String[] words) {
    return switch (words[2]) {
      case "token" ->
          new Facts(before.path(), before.parameters(), before.body(), before.answer(), true);
      case "parameter" ->
          before.with(new Parameter(words[3], words[4], words[5], words[6].equals("required")));
      case "body" ->
          new Facts(
              before.path(),
              before.parameters(),
              Optional.of(words[3]),
              before.answer(),
              before.token());
      case "answer" ->
          new Facts(
              before.path(),
              before.parameters(),
              before.body(),
              words.length > 4 ? Optional.of(words[4]) : Optional.empty(),
              before.token());
      default -> throw new IllegalStateException(String.join(" ", words));
    };
  }

  static Contract read() {
    return new Contract(table().lines().toList());
  }

  /** The table as it is. */
  static String table() {
    try (InputStream table = Contract.class.getResourceAsStream("contract.txt")) {
      return new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Operations by verb and path below {@code /api/v2}, variables without their names. */
  SortedMap<String, Facts> operations() {
    return operations;
  }

  /** A type that has a name; empty if it has none. */
  Optional<Definition> type(String name) {
    return Optional.ofNullable(types.get(name));
  }

  static String key(String verb, String path) {
    return verb + " " + path.replaceAll("\\{[^}]*}", "{}");
  }

  /** What a list, in brackets, or a map, in braces, consists of; empty if it is neither. */
  static Optional<String> inner(String type, char bracket) {
    return type.charAt(0) == bracket
        ? Optional.of(type.substring(1, type.length() - 1))
        : Optional.empty();
  }

  /** All groups of calls that a client has. */
  static List<Class<?>> groups() {
    return Arrays.stream(KamonohashiClient.class.getMethods())
        .map(Method::getReturnType)
        .filter(Class::isInterface)
        .filter(type -> type.getSimpleName().endsWith("Api"))
        .sorted(Comparator.comparing(Class::getName))
        .<Class<?>>map(type -> type)
        .toList();
  }

  /** A call of the client. */
  record Operation(Method method, RouteTemplate route) {
    String key() {
      return Contract.key(route.method(), route.path());
    }
  }

  static List<Operation> methods() {
    List<Operation> all = new ArrayList<>();
    for (Class<?> group : groups()) {
      for (Method method : group.getMethods()) {
        Route route = method.getAnnotation(Route.class);
        if (route != null) {
          all.add(new Operation(method, RouteTemplate.of(route.value(), method)));
        }
      }
    }
    all.sort(Comparator.comparing(Operation::key));
    return all;
  }

  /**
   * The contract itself, as text: two path parameters have no type, without which it is refused.
   */
  static String typed() throws IOException {
    JsonObject root = JsonParser.parseString(Files.readString(SOURCE)).getAsJsonObject();
    for (String path : List.of("/api/v2/admin/menus/{id}", "/api/v2/tenant/menus/{id}")) {
      JsonObject put = root.getAsJsonObject("paths").getAsJsonObject(path).getAsJsonObject("put");
      for (JsonElement parameter : put.getAsJsonArray("parameters")) {
        if (parameter.getAsJsonObject().get("in").getAsString().equals("path")) {
          parameter.getAsJsonObject().addProperty("type", "integer");
        }
      }
    }
    return root.toString();
  }
}
