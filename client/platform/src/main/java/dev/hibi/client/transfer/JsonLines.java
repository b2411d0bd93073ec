package dev.hibi.client.transfer;

import com.google.gson.JsonParseException;
import dev.hibi.client.api.Json;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A file that grows by lines, each a JSON object. A last line without its end was cut off and does
 * not count.
 */
final class JsonLines {
  private static final Json JSON = new Json(ZoneOffset.UTC);

  private JsonLines() {}

  /** A line with its end. */
  static String line(Object value) {
    return JSON.write(value) + "\n";
  }

  /** What of a text counts: its whole lines, each with its end. */
  static String whole(String text) {
    return text.substring(0, text.lastIndexOf('\n') + 1);
  }

  /**
   * Reads a line.
   *
   * @throws JsonParseException if it is not of the type
   */
  static <T> @Nullable T read(String line, Class<T> type) {
    return type.cast(JSON.read(line, type));
  }
}
