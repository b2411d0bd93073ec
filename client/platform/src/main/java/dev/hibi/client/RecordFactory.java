package dev.hibi.client;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.annotations.SerializedName;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Records as JSON objects.
 *
 * <p>Read: fields that a record does not know are passed over; a component that is missing or null
 * is empty ({@code Optional}, lists, maps, texts) or zero. Written: an empty {@code Optional} and a
 * {@link Change} that keeps are left out; a change that clears a text is {@code ''}, which is how
 * the server spells it, and of a list the empty list.
 */
final class RecordFactory implements TypeAdapterFactory {

  @Override
  public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
    return type.getRawType().isRecord() ? new Adapter<>(gson, type) : null;
  }

  /** A component: its name, its place, how its value is read and written. */
  private record Component(String name, int index, Kind kind, Type type, RecordComponent accessor) {
    private enum Kind {
      PLAIN,
      OPTIONAL,
      CHANGE
    }

    static Component of(RecordComponent component, int index) {
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
      return new Component(name(component), index, kind, type, component);
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

  private static final class Adapter<T> extends TypeAdapter<T> {
    private final Gson gson;
    private final Constructor<? super T> constructor;
    private final Map<String, Component> components = new LinkedHashMap<>();

    Adapter(Gson gson, TypeToken<T> type) {
      this.gson = gson;
      Class<? super T> raw = type.getRawType();
      RecordComponent[] all = raw.getRecordComponents();
      for (int i = 0; i < all.length; i++) {
        Component component = Component.of(all[i], i);
        components.put(component.name(), component);
      }
      Class<?>[] types = Arrays.stream(all).map(RecordComponent::getType).toArray(Class<?>[]::new);
      try {
        this.constructor = raw.getDeclaredConstructor(types);
        constructor.setAccessible(true);
      } catch (NoSuchMethodException e) {
        throw new IllegalStateException("cannot happen: every record has it", e);
      }
    }

    @Override
    public void write(JsonWriter out, @Nullable T record) throws IOException {
      if (record == null) {
        out.nullValue();
        return;
      }
      out.beginObject();
      for (Component component : components.values()) {
        Object value = component.unwrap(record);
        if (value != null) {
          out.name(component.name());
          gson.toJson(value, value.getClass(), out);
        }
      }
      out.endObject();
    }

    @Override
    public @Nullable T read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
        return null;
      }
      Object[] values = new Object[components.size()];
      for (Component component : components.values()) {
        values[component.index()] = component.ofNothing();
      }
      in.beginObject();
      while (in.hasNext()) {
        Component component = components.get(in.nextName());
        if (component == null) {
          in.skipValue();
          continue;
        }
        Object value = gson.fromJson(in, component.type());
        if (value != null) {
          values[component.index()] = component.wrap(value);
        }
      }
      in.endObject();
      return make(values);
    }

    @SuppressWarnings("unchecked") // it is T's constructor
    private T make(Object[] values) {
      try {
        return (T) constructor.newInstance(values);
      } catch (InvocationTargetException e) {
        throw new JsonParseException("unfit values", e.getCause());
      } catch (InstantiationException | IllegalAccessException e) {
        throw new IllegalStateException("cannot happen: the constructor is accessible", e);
      }
    }
  }
}
