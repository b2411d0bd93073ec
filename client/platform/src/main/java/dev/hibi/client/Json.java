package dev.hibi.client;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of requests and answers. What is not set is not written, since the server takes an empty
 * list for an order to delete; what an answer does not have is empty. Thread-safe.
 */
final class Json {
  private final Gson gson;

  /**
   * Bodies of a server.
   *
   * @param zone of the server's dates, which have none
   */
  Json(ZoneId zone) {
    this.gson =
        new GsonBuilder()
            .disableHtmlEscaping()
            .registerTypeAdapter(Instant.class, new Dates(zone))
            .registerTypeAdapterFactory(new RecordFactory())
            .registerTypeAdapter(JobStatus.class, new JobStatus.Adapter()) // a record, but a text
            .registerTypeAdapterFactory(new NumberedEnum.Factory())
            .create();
  }

  String write(Object body) {
    return gson.toJson(body);
  }

  /**
   * Reads a body.
   *
   * @throws JsonParseException if it is not of the type
   */
  @Nullable Object read(String body, Type type) {
    return gson.fromJson(body, TypeToken.get(type));
  }

  /** {@code yyyy-MM-dd HH:mm:ss} in the server's zone, or with a zone of its own. */
  private static final class Dates extends TypeAdapter<Instant> {
    private final ZoneId zone;

    Dates(ZoneId zone) {
      this.zone = zone;
    }

    @Override
    public void write(JsonWriter out, @Nullable Instant value) throws IOException {
      out.value(value == null ? null : TimeFilter.FORMAT.format(value.atZone(zone)));
    }

    @Override
    public @Nullable Instant read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
        return null;
      }
      String text = in.nextString();
      try {
        return text.indexOf('T') > 0
            ? OffsetDateTime.parse(text).toInstant()
            : LocalDateTime.parse(text, TimeFilter.FORMAT).atZone(zone).toInstant();
      } catch (DateTimeParseException e) {
        throw new JsonParseException("expected a date, found '" + text + "'", e);
      }
    }
  }
}
