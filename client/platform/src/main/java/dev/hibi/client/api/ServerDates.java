package dev.hibi.client.api;

import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Times as JSON: {@code yyyy-MM-dd HH:mm:ss} in the server's zone, or with a zone of its own. */
final class ServerDates extends TypeAdapter<Instant> {
  private final ZoneId zone;

  ServerDates(ZoneId zone) {
    this.zone = zone;
  }

  @Override
  public void write(JsonWriter out, @Nullable Instant value) throws IOException {
    out.value(value == null ? null : Filter.Time.FORMAT.format(value.atZone(zone)));
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
          : LocalDateTime.parse(text, Filter.Time.FORMAT).atZone(zone).toInstant();
    } catch (DateTimeParseException e) {
      throw new JsonParseException("expected a date, found '" + text + "'", e);
    }
  }
}
