package dev.hibi.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.annotations.SerializedName;
import dev.hibi.client.Contract.Operation;
import dev.hibi.client.api.Change;
import dev.hibi.client.api.GitApi;
import dev.hibi.client.api.JobStatus;
import dev.hibi.client.api.MenuApi;
import dev.hibi.client.api.NodeApi;
import dev.hibi.client.api.Page;
import dev.hibi.client.api.PagedQuery;
import dev.hibi.client.api.RegistryApi;
import dev.hibi.client.api.ResourceApi;
import dev.hibi.client.api.TemplateApi;
import dev.hibi.client.api.UserApi;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The client beside the platform's contract, name by name. */
final class ContractTest {
  /** Operations that other routes answer. */
  private static final Map<String, String> COVERED_OTHERWISE =
      Map.of(
          "GET /git/{}/repos/{}", "stands for owners with slashes, which {*owner} sends",
          "GET /registries/{}/images/{}", "stands for images with slashes, which {*image} sends");

  /** Routes that the server has and the contract has not. */
  private static final Set<String> NOT_IN_CONTRACT =
      Set.of("PUT /account/displayName", "PUT /admin/users/{}/displayName");

  /** Answers that the server gives otherwise than the contract says. */
  static final Map<String, String> OTHER_ANSWERS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("GET /download/url", "an object with the address, not a string"),
              Map.entry("GET /training/{}/events", "a list"),
              Map.entry("GET /inferences/{}/events", "a list"),
              Map.entry("GET /notebook/{}/events", "a list"),
              Map.entry("GET /preprocessings/{}/histories/{}/events", "a list of events"),
              Map.entry("PUT /data/{}/tags/{}", "with details"),
              Map.entry("GET /admin/resource/containers/{}/{}/log", "text"),
              Map.entry("GET /admin/resource/containers/{}/{}/events", "a list of events"),
              Map.entry("GET /tenant/resource/containers/{}/log", "text"),
              Map.entry("GET /admin/resource/histories/containers/data", "comma-separated values"),
              Map.entry("GET /admin/resource/histories/jobs/data", "comma-separated values"),
              Map.entry("POST /upload/complete", "what was sent, which is of no use"),
              Map.entry("POST /account/webhook/slack/test", "an object of no use")));

  /** What the contract calls the enums that are numbers. */
  private static final Map<String, Class<?>> NUMBERED =
      Map.of(
          "NodeAccessLevel", NodeApi.AccessLevel.class,
          "TemplateAccessLevel", TemplateApi.AccessLevel.class,
          "AuthServiceType", UserApi.ServiceType.class,
          "ContainerType", ResourceApi.ContainerType.class,
          "GitServiceType", GitApi.ServiceType.class,
          "MenuType", MenuApi.Type.class,
          "RegistryServiceType", RegistryApi.ServiceType.class);

  private final Contract contract = Contract.read();
  private final SortedMap<String, Contract.Facts> operations = contract.operations();
  private final Set<List<Object>> compared = new HashSet<>();

  @Test
  void eachOperationHasItsMethod() {
    Set<String> expected = new TreeSet<>(operations.keySet());
    expected.removeAll(COVERED_OTHERWISE.keySet());
    expected.addAll(NOT_IN_CONTRACT);

    List<String> found = Contract.methods().stream().map(Operation::key).toList();

    assertThat(operations).hasSize(240);
    assertThat(found).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void eachQueryParameterHasItsExactName() {
    for (Operation operation : inContract()) {
      Set<String> expected = new TreeSet<>();
      facts(operation).parameters("query").forEach(one -> expected.add(one.name()));
      assertThat(queryNames(operation)).as(operation.key()).isEqualTo(expected);
    }
  }

  private static Set<String> queryNames(Operation operation) {
    Set<String> names = new TreeSet<>(operation.route().query().keySet());
    for (Class<?> type : operation.method().getParameterTypes()) {
      if (PagedQuery.class.isAssignableFrom(type)) {
        names.addAll(((PagedQuery<?>) new Samples("x").query(type)).parameters().keySet());
      }
    }
    return names;
  }

  @Test
  void eachPropertyOfARequestHasItsComponent() {
    List<String> wrong = new ArrayList<>();
    for (Operation operation : inContract()) {
      Optional<String> body = facts(operation).body();
      boolean taken = operation.route().body().isPresent();
      if (body.isPresent() != taken) {
        wrong.add(operation.key() + ": a body in one and not in the other");
      } else if (taken) {
        int index = operation.route().body().getAsInt();
        Type type = operation.method().getGenericParameterTypes()[index];
        compare(operation.key() + " request", body.get(), type, true, wrong);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void eachPropertyOfAnAnswerHasItsComponent() {
    List<String> wrong = new ArrayList<>();
    Set<String> other = new TreeSet<>();
    for (Operation operation : inContract()) {
      List<String> here = new ArrayList<>();
      compared.clear();
      compareAnswer(operation, here);
      if (OTHER_ANSWERS.containsKey(operation.key()) && !here.isEmpty()) {
        other.add(operation.key());
      } else {
        wrong.addAll(here);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(other).isEqualTo(OTHER_ANSWERS.keySet());
  }

  private void compareAnswer(Operation operation, List<String> wrong) {
    String where = operation.key() + " answer";
    Optional<String> schema = facts(operation).answer();
    Type type = operation.method().getGenericReturnType();
    if (schema.isEmpty() || type == void.class) {
      if (schema.isPresent() != (type != void.class)) {
        wrong.add(where + ": a body in one and not in the other");
      }
      return;
    }
    if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
      type = generic.getActualTypeArguments()[0]; // an answer without a body
    }
    compare(where, schema.get(), type, false, wrong);
  }

  @Test
  void knownNumbersAreThoseOfTheContract() throws ReflectiveOperationException {
    for (Map.Entry<String, Class<?>> numbered : NUMBERED.entrySet()) {
      Class<?> type = numbered.getValue();
      Set<Integer> known = new TreeSet<>(Set.of(0)); // which is unknown where it is nothing else
      for (Object constant : type.getEnumConstants()) {
        known.add((Integer) type.getMethod("number").invoke(constant));
      }
      assertThat(known)
          .as(numbered.getKey())
          .containsAll(contract.type(numbered.getKey()).orElseThrow().values());
    }
  }

  private List<Operation> inContract() {
    return Contract.methods().stream()
        .filter(operation -> operations.containsKey(operation.key()))
        .toList();
  }

  private Contract.Facts facts(Operation operation) {
    return Objects.requireNonNull(operations.get(operation.key()));
  }

  /** Says what of the contract's type and of ours is not the same. */
  private void compare(
      String where, String contracts, Type type, boolean sent, List<String> wrong) {
    if (!compared.add(List.of(contracts, type, sent))) {
      return; // is being looked at, or was said of this operation
    }
    if (type instanceof ParameterizedType generic) {
      compareGeneric(where, contracts, generic, sent, wrong);
    } else if (type instanceof Class<?> raw && raw.isRecord() && raw != JobStatus.class) {
      compareRecord(where, contracts, raw, sent, wrong);
    } else if (!isScalar(contracts, (Class<?>) type)) {
      wrong.add("%s: expected %s, found %s".formatted(where, contracts, type));
    }
  }

  private void compareGeneric(
      String where, String contracts, ParameterizedType type, boolean sent, List<String> wrong) {
    Type[] of = type.getActualTypeArguments();
    Optional<String> values = Contract.inner(contracts, '{');
    Optional<String> items = Contract.inner(contracts, '[');
    if (type.getRawType() == Map.class && values.isPresent()) {
      compare(where + "{}", values.get(), of[1], sent, wrong);
    } else if ((type.getRawType() == List.class || type.getRawType() == Page.class)
        && items.isPresent()) {
      compare(where + "[]", items.get(), of[0], sent, wrong);
    } else {
      wrong.add("%s: expected %s, found %s".formatted(where, contracts, type));
    }
  }

  private void compareRecord(
      String where, String contracts, Class<?> type, boolean sent, List<String> wrong) {
    Optional<Contract.Definition> definition = contract.type(contracts);
    if (definition.isEmpty()) {
      wrong.add("%s: expected %s, found %s".formatted(where, contracts, type));
      return;
    }
    SortedMap<String, Contract.Field> missing = new TreeMap<>(definition.get().fields());
    for (RecordComponent component : type.getRecordComponents()) {
      String name = name(component);
      Contract.Field field = missing.remove(name);
      if (field == null) {
        wrong.add("%s: %s.%s is not in the contract".formatted(where, type.getName(), name));
      } else {
        compareComponent(where + "." + name, field, component, sent, wrong);
      }
    }
    missing
        .keySet()
        .forEach(name -> wrong.add("%s: %s has no %s".formatted(where, type.getName(), name)));
  }

  private static String name(RecordComponent component) {
    SerializedName other = component.getAccessor().getAnnotation(SerializedName.class);
    return other == null ? component.getName() : other.value();
  }

  private void compareComponent(
      String where,
      Contract.Field field,
      RecordComponent component,
      boolean sent,
      List<String> wrong) {
    Type type = component.getGenericType();
    boolean open = component.getType() == Optional.class || component.getType() == Change.class;
    if (sent && field.required() && open) {
      wrong.add(where + ": required, and may be left out");
    }
    Type of = open ? ((ParameterizedType) type).getActualTypeArguments()[0] : type;
    compare(where, field.type(), of, sent, wrong);
  }

  private boolean isScalar(String contracts, Class<?> type) {
    return switch (contracts) {
      case "string", "date-time", "uri" ->
          Set.of(String.class, Instant.class, JobStatus.class, URI.class).contains(type);
      case "boolean" -> type == boolean.class || type == Boolean.class;
      case "float" -> type == double.class || type == Double.class;
      case "int64" -> type == long.class || type == Long.class;
      case "int32" -> type == int.class || type == Integer.class;
      default -> isNumbered(contracts, type);
    };
  }

  private boolean isNumbered(String contracts, Class<?> type) {
    boolean numbers =
        contract.type(contracts).filter(definition -> !definition.values().isEmpty()).isPresent();
    return numbers && (type.isEnum() || type == int.class || type == Integer.class);
  }
}
