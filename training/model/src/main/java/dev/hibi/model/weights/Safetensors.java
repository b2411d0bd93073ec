package dev.hibi.model.weights;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes {@code .safetensors}: named tensors in one file that can hold nothing else.
 *
 * <p>The format: an unsigned 64-bit little-endian length <i>n</i>; <i>n</i> bytes of UTF-8 JSON, an
 * object from each tensor's name to {@code {"dtype": "F32", "shape": [64, 3, 7, 7], "data_offsets":
 * [begin, end]}} with offsets into what follows, and optionally {@code "__metadata__"}, an object
 * of strings; then the values, little-endian and row-major, without holes. The header is padded
 * with spaces so that the values begin at a multiple of 8.
 *
 * <p>What is written here depends on the tensors and metadata alone: equal tensors in equal order
 * give equal bytes. Read are F32 and I64; other types are refused by name.
 *
 * @see <a href="https://github.com/huggingface/safetensors">the format's home</a>
 */
public final class Safetensors {
  /** Headers above this are refused; a ResNet-152's has about 100 kB. */
  private static final int MAX_HEADER_BYTES = 100_000_000;

  private static final String METADATA = "__metadata__";

  private Safetensors() {}

  /**
   * A file's content.
   *
   * @param tensors in the order of their bytes
   * @param metadata the strings under {@code __metadata__}; empty if there are none
   */
  public record Content(StateDict tensors, Map<String, String> metadata) {}

  /**
   * Reads all tensors of a file.
   *
   * @throws IOException if the file cannot be read, or is not such a file: then the message says
   *     what was expected and found
   */
  public static StateDict read(Path file) throws IOException {
    return readContent(file).tensors();
  }

  /**
   * Reads all tensors and the metadata of a file.
   *
   * @throws IOException as {@link #read}
   */
  public static Content readContent(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      long headerLength = size < 8 ? -1 : readFully(channel, 0, 8).getLong(0);
      if (headerLength < 2 || headerLength > Math.min(size - 8, MAX_HEADER_BYTES)) {
        throw new IOException(
            "bad safetensors: expected a header length of 2 to %d, found %s (%s)"
                .formatted(
                    Math.max(2, Math.min(size - 8, MAX_HEADER_BYTES)),
                    size < 8 ? "a file of " + size + " bytes" : headerLength,
                    file));
      }
      String header =
          StandardCharsets.UTF_8.decode(readFully(channel, 8, (int) headerLength)).toString();
      try {
        return new Body(channel, 8 + headerLength, size - 8 - headerLength, file).read(header);
      } catch (JsonParseException
          | IllegalStateException
          | ClassCastException
          | NumberFormatException e) {
        throw new IOException(
            "bad safetensors: expected a JSON header, found '%s' (%s)"
                .formatted(e.getMessage(), file),
            e);
      }
    }
  }

  /** The part after the header. */
  private record Body(FileChannel channel, long start, long length, Path file) {

    Content read(String header) throws IOException {
      Map<String, String> metadata = new LinkedHashMap<>();
      List<Map.Entry<String, JsonObject>> entries = new ArrayList<>();
      for (Map.Entry<String, JsonElement> entry :
          JsonParser.parseString(header).getAsJsonObject().entrySet()) {
        JsonObject value = entry.getValue().getAsJsonObject();
        if (entry.getKey().equals(METADATA)) {
          value.entrySet().forEach(e -> metadata.put(e.getKey(), e.getValue().getAsString()));
        } else {
          entries.add(Map.entry(entry.getKey(), value));
        }
      }
      for (Map.Entry<String, JsonObject> entry : entries) {
        checkOffsets(entry.getKey(), entry.getValue());
      }
      entries.sort(Comparator.comparingLong(e -> offset(e.getValue(), 0)));
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (Map.Entry<String, JsonObject> entry : entries) {
        tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue()));
      }
      return new Content(new StateDict(tensors), metadata);
    }

    private void checkOffsets(String name, JsonObject entry) throws IOException {
      if (!entry.has("data_offsets") || !entry.has("shape") || !entry.has("dtype")) {
        throw new IOException(
            "bad safetensors: expected dtype, shape and data_offsets, found %s (%s in %s)"
                .formatted(entry.keySet(), name, file));
      }
      long begin = offset(entry, 0);
      long end = offset(entry, 1);
      if (begin < 0 || end < begin || end > length) {
        throw new IOException(
            "bad safetensors: expected data within %d bytes, found [%d, %d] (%s in %s)"
                .formatted(length, begin, end, name, file));
      }
    }

    private Tensor tensor(String name, JsonObject entry) throws IOException {
      Tensor.Type type =
          switch (entry.get("dtype").getAsString()) {
            case "F32" -> Tensor.Type.FLOAT32;
            case "I64" -> Tensor.Type.INT64;
            default ->
                throw new IOException(
                    "unsupported safetensors: expected dtype F32 or I64, found %s (%s in %s)"
                        .formatted(entry.get("dtype").getAsString(), name, file));
          };
      JsonArray dimensions = entry.getAsJsonArray("shape");
      long[] shape = new long[dimensions.size()];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = dimensions.get(i).getAsLong();
      }
      long begin = offset(entry, 0);
      long byteCount = offset(entry, 1) - begin;
      try {
        return Tensor.wrap(
            type, shape, readFully(channel, start + begin, Math.toIntExact(byteCount)));
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new IOException(
            "bad safetensors: %s (%s in %s)".formatted(e.getMessage(), name, file), e);
      }
    }

    private static long offset(JsonObject entry, int index) {
      return entry.getAsJsonArray("data_offsets").get(index).getAsLong();
    }
  }

  /**
   * Writes tensors in their order.
   *
   * @param out not closed here
   * @param metadata strings of the caller's, in the given map's order; may be empty
   */
  public static void write(WritableByteChannel out, StateDict tensors, Map<String, String> metadata)
      throws IOException {
    JsonObject header = new JsonObject();
    if (!metadata.isEmpty()) {
      JsonObject strings = new JsonObject();
      metadata.forEach(strings::addProperty);
      header.add(METADATA, strings);
    }
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.asMap().entrySet()) {
      Tensor tensor = entry.getValue();
      long end = offset + tensor.bytes().remaining();
      JsonObject description = new JsonObject();
      description.addProperty("dtype", tensor.type() == Tensor.Type.FLOAT32 ? "F32" : "I64");
      description.add("shape", new Gson().toJsonTree(tensor.shape()));
      description.add("data_offsets", new Gson().toJsonTree(new long[] {offset, end}));
      header.add(entry.getKey(), description);
      offset = end;
    }
    byte[] json = new Gson().toJson(header).getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer head = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(padded).put(json);
    while (head.hasRemaining()) {
      head.put((byte) ' ');
    }
    writeFully(out, head.flip());
    for (Tensor tensor : tensors.asMap().values()) {
      writeFully(out, tensor.bytes());
    }
  }

  private static void writeFully(WritableByteChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private static ByteBuffer readFully(FileChannel channel, long position, int count)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException(
            "file shorter than it was: expected %d bytes at %d, found %d"
                .formatted(count, position, buffer.position()));
      }
    }
    return buffer.flip();
  }
}
