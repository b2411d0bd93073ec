package dev.hibi.model.weights;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.hibi.model.weights.SafetensorsHeader.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Walks the JSON of a {@link SafetensorsHeader}, then checks what it says against the data. */
final class SafetensorsHeaderParser {
  private static final Pattern WHOLE = Pattern.compile("0|[1-9]\\d{0,17}");

  private final JsonReader json;
  private final long dataBytes;
  private final Path file;
  private final boolean widens;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final List<Entry> entries = new ArrayList<>();

  SafetensorsHeaderParser(JsonReader json, long dataBytes, Path file, boolean widens) {
    this.json = json;
    this.dataBytes = dataBytes;
    this.file = file;
    this.widens = widens;
  }

  SafetensorsHeader parse() throws IOException {
    Set<String> names = new HashSet<>();
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      if (!names.add(name)) {
        throw twice(name, file.toString());
      }
      if (name.equals(SafetensorsHeader.METADATA)) {
        readMetadata();
      } else {
        entries.add(entry(name));
      }
    }
    json.endObject();
    if (json.peek() != JsonToken.END_DOCUMENT) {
      throw new MalformedJsonException("more after the object");
    }
    for (Entry entry : entries) {
      checkExtent(entry);
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    checkOrder();
    return new SafetensorsHeader(List.copyOf(entries), metadata);
  }

  private void readMetadata() throws IOException {
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      if (json.peek() != JsonToken.STRING) {
        throw bad(
            "strings as metadata", json.peek() + " of '" + name + "'", SafetensorsHeader.METADATA);
      }
      if (metadata.putIfAbsent(name, json.nextString()) != null) {
        throw twice(name, SafetensorsHeader.METADATA + " in " + file);
      }
    }
    json.endObject();
  }

  private Entry entry(String name) throws IOException {
    StoredType type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    List<String> fields = new ArrayList<>();
    json.beginObject();
    while (json.hasNext()) {
      String field = json.nextName();
      fields.add(field);
      if (field.equals("dtype") && type == null) {
        type = type(name);
      } else if (field.equals("shape") && shape == null) {
        shape = numbers(field, name);
      } else if (field.equals("data_offsets") && offsets == null) {
        offsets = numbers(field, name);
      } else {
        throw bad("dtype, shape and data_offsets", fields.toString(), name);
      }
    }
    json.endObject();
    if (type == null || shape == null || offsets == null) {
      throw bad("dtype, shape and data_offsets", fields.toString(), name);
    }
    if (offsets.size() != 2) {
      throw bad("2 data_offsets", offsets.toString(), name);
    }
    return new Entry(name, type, shape, offsets.get(0), offsets.get(1));
  }

  private StoredType type(String name) throws IOException {
    String dtype = json.nextString();
    List<StoredType> known =
        Stream.of(StoredType.values()).filter(type -> widens || type.isKept()).toList();
    for (StoredType type : known) {
      if (type.name().equals(dtype)) {
        return type;
      }
    }
    throw new IOException(
        "unsupported safetensors: expected dtype %s, found %s (%s in %s)"
            .formatted(
                known.stream().map(StoredType::name).collect(Collectors.joining(" or ")),
                dtype,
                name,
                file));
  }

  private List<Long> numbers(String field, String name) throws IOException {
    List<Long> numbers = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      String found = json.peek() == JsonToken.NUMBER ? json.nextString() : json.peek().toString();
      if (!WHOLE.matcher(found).matches()) {
        throw bad("whole numbers of 0 and more as " + field, found, name);
      }
      numbers.add(Long.parseLong(found));
    }
    json.endArray();
    return List.copyOf(numbers);
  }

  private void checkExtent(Entry entry) throws IOException {
    if (entry.end() < entry.begin() || entry.end() > dataBytes) {
      throw bad(
          "data within %d bytes".formatted(dataBytes),
          "[%d, %d]".formatted(entry.begin(), entry.end()),
          entry.name());
    }
    long byteCount = entry.end() - entry.begin();
    long expected;
    try {
      expected = entry.type().byteCount();
      for (long dimension : entry.shape()) {
        expected = Math.multiplyExact(expected, dimension);
      }
    } catch (ArithmeticException e) {
      throw new IOException(
          "bad safetensors: wrong number of bytes: expected fewer than 2^63, found %s %s (%s in %s)"
              .formatted(entry.type(), entry.shape(), entry.name(), file),
          e);
    }
    if (byteCount != expected) {
      throw new IOException(
          "bad safetensors: wrong number of bytes: expected %d for %s %s, found %d (%s in %s)"
              .formatted(expected, entry.type(), entry.shape(), byteCount, entry.name(), file));
    }
    if (byteCount > Integer.MAX_VALUE) {
      throw new IOException(
          "unsupported safetensors: expected tensors of at most %d bytes, found %d (%s in %s)"
              .formatted(Integer.MAX_VALUE, byteCount, entry.name(), file));
    }
  }

  private void checkOrder() throws IOException {
    long end = 0;
    String before = "";
    for (Entry entry : entries) {
      if (entry.begin() < end) {
        throw bad(
            "data from byte %d, after those of %s".formatted(end, before),
            "an overlap from byte " + entry.begin(),
            entry.name());
      }
      if (entry.begin() > end) {
        throw bad("data from byte " + end, "a hole up to byte " + entry.begin(), entry.name());
      }
      end = entry.end();
      before = entry.name();
    }
    if (end != dataBytes) {
      throw new IOException(
          "bad safetensors: expected %d bytes of data, found %d (%s)"
              .formatted(end, dataBytes, file));
    }
  }

  private IOException twice(String name, String where) {
    return new IOException(
        "bad safetensors: expected each name once, found '%s' twice (%s)".formatted(name, where));
  }

  private IOException bad(String expected, String found, String name) {
    return new IOException(
        "bad safetensors: expected %s, found %s (%s in %s)".formatted(expected, found, name, file));
  }
}
