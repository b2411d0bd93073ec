package dev.hibi.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Data sets, which trainings lock. */
final class DataSetCalls {
  static final String TABLE = "dataSets";

  private static final List<String> TYPES = List.of("training", "testing", "validation");
  private static final String[] FIELDS = {
    "createdBy",
    "createdAt",
    "modifiedBy",
    "modifiedAt",
    "id",
    "displayId",
    "name",
    "memo",
    "isFlat"
  };

  private static final String MENUS = "DataSet,Training,Inference,Notebook";

  private final Records records;
  private final DataCalls data;

  DataSetCalls(Records records, DataCalls data) {
    this.records = records;
    this.data = data;
  }

  void addTo(Routes routes) {
    routes
        .add("GET /datatypes", "DataSet", call -> types())
        .add("GET /datasets", MENUS, this::list)
        .add("POST /datasets", "DataSet", this::create)
        .add("GET /datasets/{id}", MENUS, call -> Reply.ok(details(call, get(call))))
        .add("PATCH /datasets/{id}", "DataSet", this::edit)
        .add("PUT /datasets/{id}", "DataSet", this::replace)
        .add("DELETE /datasets/{id}", "DataSet", this::delete)
        .add("GET /datasets/{id}/files", MENUS, this::files)
        .add("GET /datasets/{id}/pathpairs", MENUS, this::pathPairs);
  }

  private static Reply types() {
    JsonArray types = new JsonArray();
    for (String name : TYPES) {
      JsonObject type = new JsonObject();
      type.addProperty("id", types.size() + 1);
      type.addProperty("name", name);
      types.add(type);
    }
    return Reply.ok(types);
  }

  JsonObject get(Call call) {
    return find(call, call.id());
  }

  JsonObject find(Call call, long id) {
    return records
        .find(TABLE, id)
        .filter(set -> set.get("tenantId").getAsLong() == call.caller().tenantId())
        .orElseThrow(() -> ApiFailure.notFound("DataSet ID " + id + " is not found."));
  }

  static JsonObject summary(JsonObject set) {
    return Records.view(set, FIELDS);
  }

  /** Data ids by type; all of a flat one under an empty name. */
  static Map<String, List<Long>> entries(JsonObject set) {
    Map<String, List<Long>> entries = new LinkedHashMap<>();
    JsonObject all = set.getAsJsonObject("ids");
    for (String type : all.keySet()) {
      entries.put(type, Records.ids(all, type));
    }
    return entries;
  }

  static boolean has(JsonObject set, long dataId) {
    return entries(set).values().stream().anyMatch(ids -> ids.contains(dataId));
  }

  /** Takes data out of a set. */
  static void take(JsonObject set, long dataId) {
    JsonObject all = set.getAsJsonObject("ids");
    for (String type : all.keySet()) {
      JsonArray left = new JsonArray();
      all.getAsJsonArray(type).forEach(id -> left.add(id));
      for (int i = left.size() - 1; i >= 0; i--) {
        if (left.get(i).getAsLong() == dataId) {
          left.remove(i);
        }
      }
      all.add(type, left);
    }
  }

  static boolean isLocked(Records records, JsonObject set) {
    long id = set.get("id").getAsLong();
    return Stream.of(TrainingCalls.TABLE, InferenceCalls.TABLE)
        .flatMap(table -> records.all(table).stream())
        .anyMatch(job -> job.get("dataSetId").getAsLong() == id);
  }

  private Reply list(Call call) {
    List<JsonObject> all = records.all(TABLE);
    all.removeIf(set -> set.get("tenantId").getAsLong() != call.caller().tenantId());
    Collections.reverse(all);
    Filters filters =
        new Filters(call, all)
            .id("Id", set -> List.of(set.get("id").getAsLong()))
            .text("Name", set -> Records.text(set, "name"))
            .text("Memo", set -> Records.text(set, "memo"))
            .time("CreatedAt", "createdAt");
    return filters.page(DataSetCalls::summary, filters.items().size());
  }

  private Reply create(Call call) {
    JsonObject body = call.body();
    String name = call.required(body, "name");
    JsonObject entries = Call.requiredObject(body, "entries"); // also for a flat one
    boolean flat = body.has("isFlat") && body.get("isFlat").getAsBoolean();
    JsonObject ids = flat ? flatIds(call, body) : typedIds(call, entries);
    JsonObject set = records.create(TABLE, call.caller());
    set.addProperty("name", name);
    set.addProperty("memo", Records.text(body, "memo"));
    set.addProperty("isFlat", flat);
    set.add("ids", ids);
    return Reply.json(entries.size() == 0 && !flat ? 200 : 201, summary(set));
  }

  private JsonObject typedIds(Call call, JsonObject entries) {
    JsonObject ids = new JsonObject();
    for (String type : entries.keySet()) {
      if (!TYPES.contains(type)) {
        throw ApiFailure.notFound("DataType " + type + " is not found.");
      }
      ids.add(type, ids(call, entries.get(type)));
    }
    return ids;
  }

  private JsonObject flatIds(Call call, JsonObject body) {
    if (!(body.get("flatEntries") instanceof JsonArray entries)) {
      throw ApiFailure.of(
          500, "Object reference not set to an instance of an object.", call.path());
    }
    JsonArray ids = ids(call, entries);
    Set<JsonElement> once = new HashSet<>();
    ids.forEach(once::add);
    if (once.size() < ids.size()) {
      throw ApiFailure.badRequest("Duplicate inputs.");
    }
    JsonObject flat = new JsonObject();
    flat.add("", ids);
    return flat;
  }

  private JsonArray ids(Call call, JsonElement entries) {
    JsonArray ids = new JsonArray();
    if (entries instanceof JsonArray array) {
      for (JsonElement entry : array) {
        long id = Call.requiredNumber(entry.getAsJsonObject(), "id");
        data.find(call, id);
        ids.add(id);
      }
    }
    return ids;
  }

  private JsonObject details(Call call, JsonObject set) {
    JsonObject view = summary(set);
    JsonObject typed = new JsonObject();
    TYPES.forEach(type -> typed.add(type, new JsonArray()));
    JsonArray flat = new JsonArray();
    entries(set)
        .forEach(
            (type, ids) -> {
              JsonArray to = type.isEmpty() ? flat : typed.getAsJsonArray(type);
              ids.forEach(id -> to.add(DataCalls.summary(data.find(call, id))));
            });
    view.add("entries", set.get("isFlat").getAsBoolean() ? new JsonObject() : typed);
    view.add("flatEntries", flat);
    view.addProperty("isLocked", isLocked(records, set));
    return view;
  }

  private Reply edit(Call call) {
    JsonObject set = get(call);
    describe(set, call.body());
    Records.modified(set, call.caller());
    return Reply.ok(summary(set));
  }

  private Reply replace(Call call) {
    JsonObject set = get(call);
    JsonObject body = call.body();
    if (isLocked(records, set)) {
      throw used(set);
    }
    boolean flat = set.get("isFlat").getAsBoolean();
    JsonObject ids =
        flat ? flatIds(call, body) : typedIds(call, Call.requiredObject(body, "entries"));
    describe(set, body);
    set.add("ids", ids);
    Records.modified(set, call.caller());
    return Reply.ok(summary(set));
  }

  /** A name that is empty, or two apostrophes, leaves the one that is there. */
  private static void describe(JsonObject set, JsonObject body) {
    String name = Records.text(body, "name");
    if (!name.isEmpty() && !name.equals("''")) {
      set.addProperty("name", name);
    }
    Call.edit(set, body, "memo");
  }

  private static ApiFailure used(JsonObject set) {
    return ApiFailure.conflict(
        "DataSet " + Records.text(set, "name") + " has been used by training.");
  }

  private Reply delete(Call call) {
    JsonObject set = get(call);
    if (isLocked(records, set)) {
      throw used(set);
    }
    records.remove(TABLE, call.id());
    return Reply.empty(204);
  }

  /** Types come as a list here, other than in the details. */
  private Reply files(Call call) {
    JsonObject set = get(call);
    boolean withUrl = call.flag("withUrl");
    JsonObject view = summary(set);
    JsonArray typed = new JsonArray();
    JsonArray flat = new JsonArray();
    entries(set)
        .forEach(
            (type, ids) -> {
              JsonArray files = new JsonArray();
              ids.forEach(id -> files.addAll(data.views(data.find(call, id), withUrl)));
              if (type.isEmpty()) {
                flat.addAll(files);
              } else {
                JsonObject entry = new JsonObject();
                entry.addProperty("type", type);
                entry.add("files", files);
                typed.add(entry);
              }
            });
    view.add("entries", typed);
    view.add("flatEntries", flat);
    return Reply.ok(view);
  }

  private Reply pathPairs(Call call) {
    JsonArray pairs = new JsonArray();
    for (InputFile file : inputFiles(call, get(call))) {
      JsonObject pair = new JsonObject();
      pair.addProperty("dataPath", file.path());
      pair.addProperty("storedPath", file.storedPath());
      pairs.add(pair);
    }
    return Reply.ok(pairs);
  }

  /**
   * A file of a data set.
   *
   * @param path below {@code /kqi/input}
   */
  record InputFile(String path, String storedPath) {}

  List<InputFile> inputFiles(Call call, JsonObject set) {
    List<InputFile> files = new ArrayList<>();
    entries(set)
        .forEach(
            (type, ids) -> {
              String folder = type.isEmpty() ? "" : type + "/";
              for (long id : ids) {
                for (JsonObject file : DataCalls.sorted(data.find(call, id))) {
                  String name = Records.text(file, "fileName");
                  files.add(
                      new InputFile(folder + id + "/" + name, Records.text(file, "storedPath")));
                }
              }
            });
    return files;
  }

  /** What a container finds in {@code /kqi/input/meta.json}. */
  JsonObject meta(Call call, JsonObject set) {
    return details(call, set);
  }
}
