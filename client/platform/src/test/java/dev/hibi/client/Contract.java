package dev.hibi.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.client.api.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;

/** The platform's contract, and the client's methods beside it. */
final class Contract {
  private static final Path FILE = Path.of("../../../shared/kamonohashi/swagger.json");

  private final JsonObject root;

  private Contract(JsonObject root) {
    this.root = root;
  }

  /** Skips the test where the contract is not there. */
  static Contract read() {
    Assumptions.assumeTrue(Files.exists(FILE), () -> "expected " + FILE + ", found none");
    try {
      return new Contract(JsonParser.parseString(Files.readString(FILE)).getAsJsonObject());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonObject root() {
    return root;
  }

  /** Operations by verb and path, variables without their names. */
  SortedMap<String, JsonObject> operations() {
    SortedMap<String, JsonObject> operations = new TreeMap<>();
    JsonObject paths = root.getAsJsonObject("paths");
    for (Map.Entry<String, JsonElement> path : paths.entrySet()) {
      for (Map.Entry<String, JsonElement> verb : path.getValue().getAsJsonObject().entrySet()) {
        String key = key(verb.getKey().toUpperCase(Locale.ROOT), path.getKey());
        operations.put(key.replace("/api/v2", ""), verb.getValue().getAsJsonObject());
      }
    }
    return operations;
  }

  static String key(String verb, String path) {
    return verb + " " + path.replaceAll("\\{[^}]*}", "{}");
  }

  /** The schema that a reference names, or the schema itself. */
  JsonObject resolve(JsonObject schema) {
    if (!schema.has("$ref")) {
      return schema;
    }
    String name = schema.get("$ref").getAsString().substring("#/definitions/".length());
    return root.getAsJsonObject("definitions").getAsJsonObject(name);
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
}
