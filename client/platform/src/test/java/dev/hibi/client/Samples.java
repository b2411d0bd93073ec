package dev.hibi.client;

import dev.hibi.client.api.Change;
import dev.hibi.client.api.Filter;
import dev.hibi.client.api.JobStatus;
import dev.hibi.client.api.KeyValue;
import dev.hibi.client.api.PagedQuery;
import dev.hibi.client.api.TrainingApi;
import dev.hibi.client.api.UploadApi;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A value of any type that a call of the client takes: everything that may be set is. */
final class Samples {
  private static final Set<String> SECRET =
      Set.of(
          "password",
          "oldPassword",
          "newPassword",
          "token",
          "notebookToken",
          "secretKey",
          "accessKey",
          "uris",
          "options",
          "slackUrl");

  private final String text;
  private final String secret;

  /** Values whose texts are this one. */
  Samples(String text) {
    this(text, text);
  }

  /** Values whose texts are these. */
  Samples(String text, String secret) {
    this.text = text;
    this.secret = secret;
  }

  /** Addresses of files open them; others are pages. */
  private static boolean isSecret(Class<?> type, RecordComponent component) {
    String name = component.getName();
    boolean opens =
        type == UploadApi.Address.class
            || Arrays.stream(type.getRecordComponents())
                .anyMatch(other -> other.getName().equals("fileName"));
    return SECRET.contains(name)
        || (name.equals("url") && opens)
        || (name.equals("value") && type == KeyValue.class);
  }

  Object[] arguments(Method method) {
    return Arrays.stream(method.getGenericParameterTypes()).map(this::of).toArray();
  }

  Object of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      if (generic.getRawType() == Map.class) {
        return Map.of("x", of(of[1]));
      }
      Object inner = of(of[0]);
      if (generic.getRawType() == Optional.class) {
        return Optional.of(inner);
      }
      return generic.getRawType() == Change.class ? Change.to(inner) : List.of(inner);
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isRecord()) {
      return raw == JobStatus.class ? JobStatus.RUNNING : record(raw);
    }
    if (raw.isEnum()) {
      return raw.getEnumConstants()[1];
    }
    return PagedQuery.class.isAssignableFrom(raw) ? query(raw) : scalar(raw);
  }

  private Object scalar(Class<?> raw) {
    if (raw == long.class || raw == Long.class) {
      return 1L;
    }
    if (raw == int.class || raw == Integer.class) {
      return 1;
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return true;
    }
    if (raw == double.class || raw == Double.class) {
      return 0.5;
    }
    Map<Class<?>, Object> others =
        Map.of(
            String.class, text,
            URI.class, URI.create("http://x/?" + text),
            Instant.class, Instant.EPOCH,
            Filter.Id.class, Filter.Id.is(1),
            Filter.Text.class, Filter.Text.contains(text),
            Filter.Time.class, Filter.Time.from(LocalDateTime.of(2026, 1, 31, 9, 30)),
            LocalDate.class, LocalDate.of(2026, 1, 31),
            TrainingApi.Words.class, TrainingApi.Words.anyOf(text));
    Object value = others.get(raw);
    if (value == null) {
      throw new IllegalStateException("no sample of " + raw);
    }
    return value;
  }

  private Object record(Class<?> raw) {
    RecordComponent[] components = raw.getRecordComponents();
    try {
      Constructor<?> constructor =
          raw.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(
          Arrays.stream(components).map(component -> of(raw, component)).toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(raw.toString(), e);
    }
  }

  private Object of(Class<?> type, RecordComponent component) {
    Samples values = isSecret(type, component) ? new Samples(secret, secret) : this;
    return values.of(component.getGenericType());
  }

  /** With every filter that it knows. */
  Object query(Class<?> raw) {
    try {
      Object query = raw.getMethod("all").invoke(null);
      Method[] methods = raw.getMethods();
      Arrays.sort(methods, Comparator.comparing(Method::getName));
      for (Method method : methods) {
        if (PagedQuery.class.isAssignableFrom(method.getReturnType())
            && !method.getName().equals("all")) {
          method.setAccessible(true);
          query = method.invoke(query, arguments(method));
        }
      }
      return query;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(raw.toString(), e);
    }
  }
}
