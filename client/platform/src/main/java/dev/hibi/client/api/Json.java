package dev.hibi.client.api;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * The values of this package as JSON: bodies of requests and answers. What is not set is not
 * written, since the server takes an empty list for an order to delete; what an answer does not
 * have is empty. Thread-safe.
 */
public final class Json {
  private final Gson gson;

  /**
   * Bodies of a server.
   *
   * @param zone of the server's dates, which have none
   */
  public Json(ZoneId zone) {
    this.gson =
        new GsonBuilder()
            .disableHtmlEscaping()
            .registerTypeAdapter(Instant.class, new ServerDates(zone))
            .registerTypeAdapterFactory(new RecordFactory())
            .registerTypeAdapter(JobStatus.class, new JobStatusAdapter())
            .registerTypeAdapterFactory(new NumberedEnumFactory())
            .create();
  }

  /** Writes a body. */
  public String write(Object body) {
    return gson.toJson(body);
  }

  /**
   * Reads a body.
   *
   * @throws JsonParseException if it is not of the type
   */
  public @Nullable Object read(String body, Type type) {
    return gson.fromJson(body, TypeToken.get(type));
  }
}
