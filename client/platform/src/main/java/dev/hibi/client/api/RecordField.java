package dev.hibi.client.api;

import com.google.gson.annotations.SerializedName;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A component of a record as a field of JSON: its name, its place, how it is read and written. */
record RecordField(String name, int index, Kind kind, Type type, RecordComponent accessor) {
  enum Kind {
    PLAIN,
    OPTIONAL,
    CHANGE
  }

  static RecordField of(RecordComponent component, int index) {
    Kind kind = Kind.PLAIN;
    Type type = component.getGenericType();
    if (component.getType() == Optional.class) {
      kind = Kind.OPTIONAL;
    } else if (component.getType() == Change.class) {
      kind = Kind.CHANGE;
    }
    if (kind != Kind.PLAIN) {
      type = ((ParameterizedType) type).getActualTypeArguments()[0];
    }
    component.getAccessor().setAccessible(true);
    return new RecordField(name(component), index, kind, type, component);
  }

  /** What the server calls it, where that is no name in Java. */
  private static String name(RecordComponent component) {
    SerializedName other = component.getAccessor().getAnnotation(SerializedName.class);
    return other == null ? component.getName() : other.value();
  }

  Object ofNothing() {
    Class<?> raw = accessor.getType();
    return switch (kind) {
      case OPTIONAL -> Optional.empty();
      case CHANGE -> Change.keep();
      case PLAIN -> nothing(raw);
    };
  }

  private static Object nothing(Class<?> raw) {
    if (raw == List.class) {
      return List.of();
    }
    if (raw == Map.class) {
      return Map.of();
    }
    if (raw == String.class) {
      return "";
    }
    if (raw == boolean.class) {
      return false;
    }
    if (raw == int.class) {
      return 0;
    }
    if (raw == long.class) {
      return 0L;
    }
    if (raw == double.class) {
      return 0.0;
    }
    if (raw == JobStatus.class) {
      return JobStatus.UNTOLD;
    }
    throw new IllegalStateException("cannot be absent: " + raw + "; an Optional can");
  }

  Object wrap(Object value) {
    return switch (kind) {
      case OPTIONAL -> Optional.of(value);
      case CHANGE -> Change.to(value);
      case PLAIN -> value;
    };
  }

  /** What is written; null if nothing is. */
  @Nullable Object unwrap(Object record) {
    try {
      Object value = accessor.getAccessor().invoke(record);
      if (value instanceof Optional<?> optional) {
        return optional.orElse(null);
      }
      if (value instanceof Change<?> change) {
        return change.isKeep() ? null : change.value().<Object>map(v -> v).orElse(cleared());
      }
      return value;
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot happen: accessors are accessible", e);
    }
  }

  private Object cleared() {
    return type == String.class ? "''" : List.of();
  }
}
