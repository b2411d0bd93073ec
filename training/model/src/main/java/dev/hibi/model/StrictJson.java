package dev.hibi.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.hibi.model.weights.JsonComplaint;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that is taken at its word: nothing that RFC 8259 does not allow, no name twice, no
 * text where a number is asked for. Fields that nobody asks for may be there.
 */
final class StrictJson {
  private static final Pattern WHOLE = Pattern.compile("-?(?:0|[1-9]\\d{0,17})");
  private static final int SHOWN = 60;

  private final JsonObject object;
  private final String path;

  private StrictJson(JsonObject object, String path) {
    this.object = object;
    this.path = path;
  }

  /** What is wrong: a line without the file's name. */
  @SuppressWarnings("serial")
  static final class Malformed extends Exception {
    Malformed(String message) {
      super(message);
    }
  }

  static StrictJson parse(String text) throws Malformed {
    try (JsonReader json = new JsonReader(new StringReader(text))) {
      json.setStrictness(Strictness.STRICT);
      if (json.peek() != JsonToken.BEGIN_OBJECT) {
        throw new Malformed("no JSON object but " + json.peek());
      }
      requireDistinctNames(json);
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw new Malformed("more after the object");
      }
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new Malformed(JsonComplaint.of(e));
    }
    return new StrictJson(JsonParser.parseString(text).getAsJsonObject(), "");
  }

  /** Reads a value to its end; the reader bounds the depth. */
  private static void requireDistinctNames(JsonReader json) throws IOException {
    if (json.peek() == JsonToken.BEGIN_ARRAY) {
      json.beginArray();
      while (json.hasNext()) {
        requireDistinctNames(json);
      }
      json.endArray();
    } else if (json.peek() == JsonToken.BEGIN_OBJECT) {
      Set<String> names = new HashSet<>();
      json.beginObject();
      while (json.hasNext()) {
        String name = json.nextName();
        if (!names.add(name)) {
          throw new MalformedJsonException("'" + name + "' twice");
        }
        requireDistinctNames(json);
      }
      json.endObject();
    } else {
      json.skipValue();
    }
  }

  boolean has(String name) {
    return object.has(name);
  }

  /** The object itself, a copy. */
  JsonObject copy() {
    return object.deepCopy();
  }

  StrictJson object(String name) throws Malformed {
    if (object.get(name) instanceof JsonObject found) {
      return new StrictJson(found, path + name + ".");
    }
    throw wrong(name, "an object", object.get(name));
  }

  String text(String name) throws Malformed {
    if (object.get(name) instanceof JsonPrimitive found && found.isString()) {
      return found.getAsString();
    }
    throw wrong(name, "text", object.get(name));
  }

  long whole(String name) throws Malformed {
    if (object.get(name) instanceof JsonPrimitive found
        && found.isNumber()
        && WHOLE.matcher(found.getAsString()).matches()) {
      return Long.parseLong(found.getAsString());
    }
    throw wrong(name, "a whole number", object.get(name));
  }

  double number(String name) throws Malformed {
    if (object.get(name) instanceof JsonPrimitive found && found.isNumber()) {
      return Double.parseDouble(found.getAsString());
    }
    throw wrong(name, "a number", object.get(name));
  }

  int small(String name) throws Malformed {
    long found = whole(name);
    if (found != (int) found) {
      throw wrong(name, "a number of 32 bits", object.get(name));
    }
    return (int) found;
  }

  /** One of some values, by its name. */
  <T> T one(String name, T[] values, Function<T, String> id) throws Malformed {
    String found = text(name);
    for (T value : values) {
      if (id.apply(value).equals(found)) {
        return value;
      }
    }
    String names = Arrays.stream(values).map(id).collect(Collectors.joining(" or "));
    throw new Malformed("%s%s: expected %s, found '%s'".formatted(path, name, names, found));
  }

  List<String> texts(String name) throws Malformed {
    List<JsonElement> found = array(name);
    for (JsonElement element : found) {
      if (!(element instanceof JsonPrimitive text && text.isString())) {
        throw wrong(name, "texts", element);
      }
    }
    return found.stream().map(JsonElement::getAsString).toList();
  }

  List<Float> numbers(String name) throws Malformed {
    List<JsonElement> found = array(name);
    for (JsonElement element : found) {
      if (!(element instanceof JsonPrimitive number && number.isNumber())) {
        throw wrong(name, "numbers", element);
      }
    }
    return found.stream().map(element -> Float.parseFloat(element.getAsString())).toList();
  }

  List<StrictJson> objects(String name) throws Malformed {
    List<StrictJson> all = new ArrayList<>();
    for (JsonElement element : array(name)) {
      if (!(element instanceof JsonObject object)) {
        throw wrong(name, "objects", element);
      }
      all.add(new StrictJson(object, "%s%s[%d].".formatted(path, name, all.size())));
    }
    return all;
  }

  private List<JsonElement> array(String name) throws Malformed {
    JsonElement found = object.get(name);
    if (found == null || !found.isJsonArray()) {
      throw wrong(name, "an array", found);
    }
    return found.getAsJsonArray().asList();
  }

  private Malformed wrong(String name, String expected, @Nullable JsonElement found) {
    String shown = found == null ? "none" : found.toString();
    return new Malformed(
        "%s%s: expected %s, found %s"
            .formatted(
                path,
                name,
                expected,
                shown.length() <= SHOWN ? shown : shown.substring(0, SHOWN) + "…"));
  }
}
