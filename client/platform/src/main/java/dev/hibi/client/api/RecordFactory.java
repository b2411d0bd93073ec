package dev.hibi.client.api;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
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

  private static final class Adapter<T> extends TypeAdapter<T> {
    private final Gson gson;
    private final Constructor<? super T> constructor;
    private final Map<String, RecordField> components = new LinkedHashMap<>();

    Adapter(Gson gson, TypeToken<T> type) {
      this.gson = gson;
      Class<? super T> raw = type.getRawType();
      RecordComponent[] all = raw.getRecordComponents();
      for (int i = 0; i < all.length; i++) {
        RecordField component = RecordField.of(all[i], i);
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
      for (RecordField component : components.values()) {
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
      for (RecordField component : components.values()) {
        values[component.index()] = component.ofNothing();
      }
      in.beginObject();
      while (in.hasNext()) {
        RecordField component = components.get(in.nextName());
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
