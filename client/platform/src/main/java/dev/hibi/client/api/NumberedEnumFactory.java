package dev.hibi.client.api;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Each {@link NumberedEnum} as JSON: its number. */
final class NumberedEnumFactory implements TypeAdapterFactory {
  @Override
  public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
    Class<? super T> raw = type.getRawType();
    boolean fits = raw.isEnum() && NumberedEnum.class.isAssignableFrom(raw);
    return fits ? new Adapter<>(raw.getEnumConstants()) : null;
  }

  /** Of one enum. */
  private static final class Adapter<T> extends TypeAdapter<T> {
    private final Object[] constants;

    Adapter(Object[] constants) {
      this.constants = constants;
    }

    @Override
    public void write(JsonWriter out, @Nullable T value) throws IOException {
      int number = value == null ? -1 : ((NumberedEnum) value).number();
      if (number < 0) {
        throw new IllegalArgumentException(
            "cannot be sent: expected a known value, found " + value);
      }
      out.value(number);
    }

    @Override
    @SuppressWarnings("unchecked") // they are T's
    public @Nullable T read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
        return null;
      }
      int number = in.nextInt();
      for (Object constant : constants) {
        if (((NumberedEnum) constant).number() == number) {
          return (T) constant;
        }
      }
      return (T) constants[0];
    }
  }
}
