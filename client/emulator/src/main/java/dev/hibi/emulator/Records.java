package dev.hibi.emulator;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.hibi.WholeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the platform knows, as tables of JSON objects by id, kept in one file that is written anew
 * at every change. All use is under the lock of this object.
 */
final class Records {
  /** How the server writes times: its own clock, without a zone. */
  static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private final Path file;
  private final JsonObject root;

  private Records(Path file, JsonObject root) {
    this.file = file;
    this.root = root;
  }

  /**
   * Opens the file that an earlier emulator has left, or begins anew.
   *
   * @throws IOException if the file is not readable or no JSON
   */
  static Records open(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new Records(file, new JsonObject());
    }
    try {
      return new Records(file, JsonParser.parseString(WholeFiles.readText(file)).getAsJsonObject());
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException(
          "bad state: expected a JSON object, found other text (" + file + ")", e);
    }
  }

  void save() throws IOException {
    writeWhole(GSON.toJson(root));
  }

  private void writeWhole(String text) throws IOException {
    WholeFiles.writeSecret(file, WholeFiles.text(text)); // it has what tokens are signed with
  }

  /** The server's clock. */
  static LocalDateTime clock() {
    return LocalDateTime.now(ZoneId.systemDefault());
  }

  static String now() {
    return TIME.format(clock());
  }

  private JsonObject table(String name) {
    if (!root.has(name)) {
      root.add(name, new JsonObject());
    }
    return root.getAsJsonObject(name);
  }

  /** The next id of a table, from 1; never one that was deleted. */
  long nextId(String table) {
    JsonObject last = table("lastIds");
    long id = last.has(table) ? last.get(table).getAsLong() + 1 : 1;
    last.addProperty(table, id);
    return id;
  }

  void put(String table, long id, JsonObject record) {
    table(table).add(Long.toString(id), record);
  }

  void remove(String table, long id) {
    table(table).remove(Long.toString(id));
  }

  Optional<JsonObject> find(String table, long id) {
    return Optional.ofNullable(table(table).getAsJsonObject(Long.toString(id)));
  }

  /** All records, by id. */
  List<JsonObject> all(String table) {
    List<JsonObject> all = new ArrayList<>();
    for (Map.Entry<String, JsonElement> entry : table(table).entrySet()) {
      all.add(entry.getValue().getAsJsonObject());
    }
    all.sort(Comparator.comparingLong(record -> record.get("id").getAsLong()));
    return all;
  }

  /** A new record of a caller's tenant, with id, names and times, not yet in its table. */
  JsonObject create(String table, Caller caller) {
    JsonObject record = new JsonObject();
    String now = now();
    record.addProperty("createdBy", caller.user());
    record.addProperty("createdAt", now);
    record.addProperty("modifiedBy", caller.user());
    record.addProperty("modifiedAt", now);
    long id = nextId(table);
    record.addProperty("id", id);
    record.addProperty("displayId", id);
    record.addProperty("tenantId", caller.tenantId());
    put(table, id, record);
    return record;
  }

  static void modified(JsonObject record, Caller caller) {
    record.addProperty("modifiedBy", caller.user());
    record.addProperty("modifiedAt", now());
  }

  /** A value of the root that is no table, such as a secret. */
  Optional<String> text(String name) {
    JsonElement value = root.get(name);
    return value == null ? Optional.empty() : Optional.of(value.getAsString());
  }

  void text(String name, String value) {
    root.addProperty(name, value);
  }

  static JsonArray texts(Iterable<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  static List<String> texts(JsonObject record, String field) {
    List<String> texts = new ArrayList<>();
    if (record.get(field) instanceof JsonArray array) {
      array.forEach(text -> texts.add(text.getAsString()));
    }
    return texts;
  }

  static List<Long> ids(JsonObject record, String field) {
    List<Long> ids = new ArrayList<>();
    if (record.get(field) instanceof JsonArray array) {
      array.forEach(id -> ids.add(id.getAsLong()));
    }
    return ids;
  }

  static String text(JsonObject record, String field) {
    JsonElement value = record.get(field);
    return value == null || !value.isJsonPrimitive() ? "" : value.getAsString();
  }

  /** Some fields of a record, those that are missing as null. */
  static JsonObject view(JsonObject record, String... fields) {
    JsonObject view = new JsonObject();
    for (String field : fields) {
      view.add(field, record.get(field));
    }
    return view;
  }
}
