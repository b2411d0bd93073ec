package dev.hibi.model.weights;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The header of a {@link Safetensors} file, read and checked before a byte of data is: every name
 * once, every shape as long as its data, the data without overlap, hole or rest.
 *
 * @param entries in the order of their data
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";

  /**
   * Where a tensor's data lie.
   *
   * @param begin in bytes after the header
   * @param end exclusive
   */
  record Entry(String name, StoredType type, List<Long> shape, long begin, long end) {
    int byteCount() {
      return (int) (end - begin);
    }
  }

  /**
   * Reads a header.
   *
   * @param bytes from the opening brace to the last padding
   * @param dataBytes how many bytes follow it
   * @param file for messages
   * @param widens whether float64, float16 and bfloat16 are taken
   */
  static SafetensorsHeader parse(ByteBuffer bytes, long dataBytes, Path file, boolean widens)
      throws IOException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new IOException(
          "bad safetensors: expected a header in UTF-8, found other bytes (%s)".formatted(file), e);
    }
    if (text.charAt(0) != '{') {
      String begin = text.substring(0, Math.min(text.length(), 20));
      throw new IOException(
          "bad safetensors: expected a JSON header, found '%s' (%s)".formatted(begin, file));
    }
    try (JsonReader json = new JsonReader(new StringReader(text))) {
      json.setStrictness(Strictness.STRICT);
      return new SafetensorsHeaderParser(json, dataBytes, file, widens).parse();
    } catch (MalformedJsonException | EOFException | IllegalStateException e) {
      throw new IOException(
          "bad safetensors: expected a JSON header, found '%s' (%s)"
              .formatted(JsonComplaint.of(e), file),
          e);
    }
  }
}
