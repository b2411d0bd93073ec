package dev.hibi.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Data and their files. */
final class DataCalls {
  static final String TABLE = "data";

  private static final Pattern TAG = Pattern.compile("[^,!=<>][^,]*");
  private static final int MOST_FILES = 10_000;

  private final Records records;
  private final Storage storage;

  DataCalls(Records records, Storage storage) {
    this.records = records;
    this.storage = storage;
  }

  void addTo(Routes routes) {
    routes
        .add("GET /data", "Data,DataSet,Preprocess", this::list)
        .add("POST /data", "Data", this::create)
        .add("GET /data/datatags", "Data", this::tags)
        .add("DELETE /data/datatags", "", call -> Reply.empty(204)) // tags are counted anew
        .add("GET /data/{id}", "Data,Preprocess", call -> Reply.ok(details(get(call))))
        .add("PUT /data/{id}", "Data", this::edit)
        .add("DELETE /data/{id}", "Data", this::delete)
        .add("PUT /data/{id}/tags/{tag}", "Data", this::addTag)
        .add("DELETE /data/{id}/tags/{tag}", "Data", this::removeTag)
        .add("GET /data/{id}/files", "Data,Preprocess", this::files)
        .add("POST /data/{id}/files", "Data", this::addFiles)
        .add("DELETE /data/{id}/files/{fileId}", "Data", this::deleteFile)
        .add("GET /data/{id}/files/{name}/size", "Data", this::size)
        .add("GET /data/{id}/files/{name}", "Data", this::file);
  }

  /** A record of the caller's tenant. */
  JsonObject get(Call call) {
    return find(call, call.id());
  }

  JsonObject find(Call call, long id) {
    return records
        .find(TABLE, id)
        .filter(data -> data.get("tenantId").getAsLong() == call.caller().tenantId())
        .orElseThrow(() -> ApiFailure.notFound("Data ID " + id + " is not found."));
  }

  private List<JsonObject> all(Call call) {
    List<JsonObject> all = records.all(TABLE);
    all.removeIf(data -> data.get("tenantId").getAsLong() != call.caller().tenantId());
    Collections.reverse(all);
    return all;
  }

  private Reply list(Call call) {
    Filters page = filter(call, all(call)).joinedTags();
    // The server counts without taking tags apart at commas.
    int total = filter(call, all(call)).joinedTags(call.queries("tag")).items().size();
    return page.page(DataCalls::summary, total);
  }

  private static Filters filter(Call call, List<JsonObject> all) {
    return new Filters(call, all)
        .id("Id", data -> List.of(data.get("id").getAsLong()))
        .text("Name", data -> Records.text(data, "name"))
        .text("Memo", data -> Records.text(data, "memo"))
        .text("CreatedBy", data -> Records.text(data, "createdBy"))
        .time("CreatedAt", "createdAt");
  }

  private Reply create(Call call) {
    JsonObject body = call.body();
    String name = call.required(body, "name").strip();
    List<String> tags = checked(Records.texts(body, "tags"));
    return Reply.created(
        summary(add(call.caller(), name, Records.text(body, "memo"), tags, new JsonArray())));
  }

  /**
   * Makes a record.
   *
   * @param files in the storage, each with {@code fileName} and {@code storedPath}
   */
  JsonObject add(Caller caller, String name, String memo, List<String> tags, JsonArray files) {
    JsonObject data = records.create(TABLE, caller);
    data.addProperty("name", name);
    data.addProperty("memo", memo);
    data.addProperty("isRaw", true);
    data.add("tags", Records.texts(new TreeSet<>(tags)));
    data.add("files", new JsonArray());
    files.forEach(file -> register(data, file.getAsJsonObject()));
    return data;
  }

  /** Removes a record, if it is there, and its files. */
  void remove(long id) {
    records.find(TABLE, id).ifPresent(data -> sorted(data).forEach(this::deleteStored));
    records.remove(TABLE, id);
  }

  static List<String> checked(List<String> tags) {
    for (String tag : tags) {
      if (!TAG.matcher(tag).matches()) {
        throw ApiFailure.badRequest("The input tag is invalid.");
      }
    }
    return tags;
  }

  static JsonObject summary(JsonObject data) {
    JsonObject view =
        Records.view(
            data,
            "createdBy",
            "createdAt",
            "modifiedBy",
            "modifiedAt",
            "id",
            "displayId",
            "name",
            "memo",
            "isRaw",
            "parentDataName",
            "parentDataId");
    view.add("tags", data.get("tags"));
    return view;
  }

  static JsonObject details(JsonObject data) {
    JsonObject view = summary(data);
    JsonArray names = new JsonArray();
    sorted(data).forEach(file -> names.add(Records.text(file, "fileName")));
    view.add("fileNames", names);
    view.add("parent", JsonNull.INSTANCE);
    view.add("children", new JsonArray());
    return view;
  }

  private Reply edit(Call call) {
    JsonObject data = get(call);
    JsonObject body = call.body();
    if (body.get("name") instanceof JsonPrimitive name) {
      if (name.getAsString().isBlank()) {
        throw ApiFailure.badRequest("A name of Data is NOT allowed to set empty string.");
      }
      data.addProperty("name", name.getAsString().strip()); // two apostrophes are a name
    }
    Call.edit(data, body, "memo");
    if (body.get("tags") instanceof JsonArray) { // an empty list deletes them all
      data.add("tags", Records.texts(new TreeSet<>(checked(Records.texts(body, "tags")))));
    }
    Records.modified(data, call.caller());
    return Reply.ok(summary(data));
  }

  private Reply delete(Call call) {
    JsonObject data = get(call);
    long id = call.id();
    refuseIfLocked(data);
    records.all(DataSetCalls.TABLE).forEach(set -> DataSetCalls.take(set, id));
    remove(id);
    return Reply.empty(204);
  }

  /** Answered as if it were done, and not kept: the server never commits it. */
  private Reply addTag(Call call) {
    JsonObject data = get(call).deepCopy();
    Set<String> tags = new TreeSet<>(Records.texts(data, "tags"));
    tags.add(call.variable("tag"));
    data.add("tags", Records.texts(tags));
    return Reply.ok(details(data));
  }

  /** Not kept either. */
  private Reply removeTag(Call call) {
    get(call);
    return Reply.empty(204);
  }

  private Reply tags(Call call) {
    Set<String> tags = new TreeSet<>();
    all(call).forEach(data -> tags.addAll(Records.texts(data, "tags")));
    return Reply.ok(Records.texts(tags));
  }

  /** The files of a record, by name. */
  static List<JsonObject> sorted(JsonObject data) {
    List<JsonObject> files = new ArrayList<>();
    data.getAsJsonArray("files").forEach(file -> files.add(file.getAsJsonObject()));
    files.sort(Comparator.comparing(file -> Records.text(file, "fileName")));
    return files;
  }

  private Reply files(Call call) {
    return Reply.ok(views(get(call), call.flag("withUrl")));
  }

  /** Files as they are listed; their sizes are not told. */
  JsonArray views(JsonObject data, boolean withUrl) {
    JsonArray views = new JsonArray();
    sorted(data).forEach(file -> views.add(view(data, file, withUrl)));
    return views;
  }

  private JsonObject view(JsonObject data, JsonObject file, boolean withUrl) {
    String name = Records.text(file, "fileName");
    String key = key(file);
    JsonObject view = new JsonObject();
    view.add("id", data.get("id"));
    view.add("fileId", file.get("fileId"));
    view.addProperty("key", name); // and not the storage's
    if (withUrl) {
      view.addProperty("url", storage.address(key, name));
    } else {
      view.add("url", JsonNull.INSTANCE);
    }
    view.addProperty("fileName", name);
    view.addProperty("fileSize", 0);
    return view;
  }

  static String key(JsonObject file) {
    return "Data/" + Records.text(file, "storedPath");
  }

  private JsonObject named(JsonObject data, String name) {
    return sorted(data).stream()
        .filter(file -> Records.text(file, "fileName").equals(name))
        .findFirst()
        .orElseThrow(() -> ApiFailure.notFound("File " + name + " is not found."));
  }

  private Reply file(Call call) {
    JsonObject data = get(call);
    return Reply.ok(view(data, named(data, call.variable("name")), true));
  }

  private Reply size(Call call) {
    JsonObject data = get(call);
    JsonObject file = named(data, call.variable("name"));
    JsonObject view = view(data, file, false);
    try {
      Path stored = storage.file(key(file));
      view.addProperty("fileSize", Files.exists(stored) ? Files.size(stored) : 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Reply.ok(view);
  }

  private Reply addFiles(Call call) {
    JsonObject data = get(call);
    refuseIfLocked(data);
    if (!(call.body().get("files") instanceof JsonArray added)) {
      throw ApiFailure.required("files");
    }
    Set<String> names = new HashSet<>();
    sorted(data).forEach(file -> names.add(Records.text(file, "fileName")));
    for (JsonElement file : added) {
      if (!names.add(call.required(file.getAsJsonObject(), "fileName"))) {
        throw ApiFailure.conflict(
            "Data %s has already a file named %s."
                .formatted(
                    Records.text(data, "name"), Records.text(file.getAsJsonObject(), "fileName")));
      }
      call.required(file.getAsJsonObject(), "storedPath");
    }
    if (names.size() > MOST_FILES) {
      throw ApiFailure.badRequest("Maximum number of files per data is " + MOST_FILES + ".");
    }
    JsonArray answers = new JsonArray();
    for (JsonElement file : added) {
      JsonObject view = view(data, register(data, file.getAsJsonObject()), false);
      view.addProperty("id", 0); // neither of them has its number yet
      view.addProperty("fileId", 0);
      answers.add(view);
    }
    Records.modified(data, call.caller());
    JsonObject answer = new JsonObject();
    answer.add("id", data.get("id"));
    answer.add("files", answers);
    return Reply.created(answer);
  }

  private JsonObject register(JsonObject data, JsonObject file) {
    JsonObject registered = Records.view(file, "fileName", "storedPath");
    registered.addProperty("fileId", records.nextId("dataFiles"));
    data.getAsJsonArray("files").add(registered);
    return registered;
  }

  private Reply deleteFile(Call call) {
    long id = call.id("fileId");
    if (id < 0) {
      throw ApiFailure.badRequest("The file is locked. You can NOT delete the file.");
    }
    JsonObject data = get(call);
    refuseIfLocked(data);
    JsonArray left = new JsonArray();
    for (JsonObject file : sorted(data)) {
      if (file.get("fileId").getAsLong() == id) {
        deleteStored(file);
      } else {
        left.add(file);
      }
    }
    if (left.size() == data.getAsJsonArray("files").size()) {
      throw ApiFailure.notFound("File ID " + id + " is not found.");
    }
    data.add("files", left);
    return Reply.empty(204);
  }

  private void deleteStored(JsonObject file) {
    try {
      storage.delete(key(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void refuseIfLocked(JsonObject data) {
    long id = data.get("id").getAsLong();
    for (JsonObject set : records.all(DataSetCalls.TABLE)) {
      if (DataSetCalls.has(set, id) && DataSetCalls.isLocked(records, set)) {
        throw ApiFailure.conflict(
            "Data %s is in the locked DataSet %s."
                .formatted(Records.text(data, "name"), Records.text(set, "name")));
      }
    }
  }
}
