package dev.hibi.client.transfer;

import com.google.gson.JsonParseException;
import dev.hibi.client.api.Json;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
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

  /** How many bytes of a file count: those of its whole lines, each with its end. */
  static int whole(byte[] file) {
    int end = file.length;
    while (end > 0 && file[end - 1] != '\n') {
      end--; // perhaps amid a character
    }
    return end;
  }

  /** The whole lines. */
  static List<String> lines(byte[] file) {
    return new String(file, 0, whole(file), StandardCharsets.UTF_8).lines().toList();
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
