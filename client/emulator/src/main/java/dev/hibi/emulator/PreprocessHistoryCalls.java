package dev.hibi.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** What preprocessings were applied to, and the data that have come of it. */
final class PreprocessHistoryCalls {
  private static final String MENU = "Preprocess";
  private static final String OPENED = "Opened";

  private final Records records;
  private final PreprocessingCalls preprocessings;
  private final TrainingCalls trainings;
  private final DataCalls data;
  private final Storage storage;
  private final ContainerTable table;

  PreprocessHistoryCalls(
      Records records,
      PreprocessingCalls preprocessings,
      TrainingCalls trainings,
      DataCalls data,
      Storage storage,
      ContainerTable table) {
    this.records = records;
    this.preprocessings = preprocessings;
    this.trainings = trainings;
    this.data = data;
    this.storage = storage;
    this.table = table;
  }

  static ContainerTable table(Records records, JobFolders folders, Jobs jobs) {
    return new ContainerTable(
        records, PreprocessingCalls.HISTORIES, "preprocessing", folders, jobs);
  }

  void addTo(Routes routes) {
    String one = "/preprocessings/{id}/histories/{dataId}";
    routes
        .add("GET /preprocessings/{id}/histories", MENU, this::list)
        .add("POST /preprocessings/{id}/run", MENU, this::run)
        .add("GET " + one, MENU, this::details)
        .add("POST " + one, MENU, this::open)
        .add("DELETE " + one, MENU, this::delete)
        .add("GET " + one + "/events", MENU, call -> table.events(call, get(call)))
        .add("GET " + one + "/files", MENU, this::log)
        .add("POST " + one + "/data", MENU, this::addData)
        .add("POST " + one + "/halt", MENU, call -> end(call, "Killed"))
        .add("POST " + one + "/complete", MENU, call -> end(call, "Completed"));
  }

  private Optional<JsonObject> find(long preprocessId, long dataId) {
    return records.all(PreprocessingCalls.HISTORIES).stream()
        .filter(history -> history.get("preprocessId").getAsLong() == preprocessId)
        .filter(history -> history.get("dataId").getAsLong() == dataId)
        .findFirst();
  }

  private JsonObject get(Call call) {
    long dataId = call.id("dataId");
    return find(call.id(), dataId)
        .filter(history -> history.get("tenantId").getAsLong() == call.caller().tenantId())
        .orElseThrow(
            () ->
                ApiFailure.notFound(
                    "Preprocessing History about Preprocess %d to Data %d is not found."
                        .formatted(call.id(), dataId)));
  }

  private Reply list(Call call) {
    JsonArray all = new JsonArray();
    for (JsonObject history : table.all(call)) {
      if (history.get("preprocessId").getAsLong() == call.id()) {
        all.add(view(table.refreshed(history)));
      }
    }
    return Reply.ok(all);
  }

  private JsonObject view(JsonObject history) {
    JsonObject view =
        Records.view(history, "status", "createdAt", "dataId", "dataName", "preprocessId");
    view.addProperty("key", ContainerKind.PREPROCESSING.key(history.get("id").getAsLong()));
    view.addProperty("statusType", Statuses.type(Records.text(history, "status")));
    view.addProperty("preprocessName", preprocessName(history));
    return view;
  }

  private String preprocessName(JsonObject history) {
    return records
        .find(PreprocessingCalls.TABLE, history.get("preprocessId").getAsLong())
        .map(preprocessing -> Records.text(preprocessing, "name"))
        .orElse("");
  }

  private Reply details(Call call) {
    JsonObject history = get(call);
    JsonObject view = view(table.refreshed(history));
    view.add("outputDataIds", history.get("outputDataIds"));
    return Reply.ok(view);
  }

  private Reply open(Call call) {
    JsonObject history = begin(call, call.id("dataId"), new JsonObject());
    history.addProperty("status", OPENED);
    return Reply.created(view(history));
  }

  private JsonObject begin(Call call, long dataId, JsonObject body) {
    JsonObject input = data.find(call, dataId);
    JsonObject preprocessing = preprocessings.find(call, call.id());
    String name = Records.text(preprocessing, "name");
    if (Records.text(preprocessing, "entryPoint").isBlank()) {
      throw ApiFailure.notFound(
          "Preprocessing " + name + " can not be run because of lack of an execution command.");
    }
    if (!PreprocessingCalls.hasImage(preprocessing)) {
      throw ApiFailure.notFound(
          "Preprocessing %s can not be run because a container image has not been selected properly yet."
              .formatted(name));
    }
    find(call.id(), dataId)
        .ifPresent(
            before -> {
              throw ApiFailure.notFound(
                  "Data %d:%s has already been processed by %d:%s. Status:%s"
                      .formatted(
                          dataId,
                          Records.text(input, "name"),
                          call.id(),
                          name,
                          Records.text(before, "status")));
            });
    JsonObject history = table.create(call, body);
    ContainerTable.describe(history, body);
    history.add("gitModel", preprocessing.get("gitModel"));
    history.add("entryPoint", preprocessing.get("entryPoint"));
    history.addProperty("preprocessId", call.id());
    history.addProperty("dataId", dataId);
    history.addProperty("dataName", Records.text(input, "name"));
    history.add("outputDataIds", new JsonArray());
    return history;
  }

  private Reply run(Call call) {
    JsonObject body = call.body();
    ContainerTable.require(body, "dataId", "cpu", "memory", "gpu");
    trainings.check(call, body);
    long dataId = body.get("dataId").getAsLong();
    JsonObject history = begin(call, dataId, body);
    JsonObject input = data.find(call, dataId);
    List<DataSetCalls.InputFile> files = new ArrayList<>();
    for (JsonObject file : DataCalls.sorted(input)) {
      files.add(
          new DataSetCalls.InputFile(
              dataId + "/" + Records.text(file, "fileName"), Records.text(file, "storedPath")));
    }
    Map<String, String> own = new TreeMap<>();
    own.put("DATA_ID", Long.toString(dataId));
    own.put("DATA_NAME", Records.text(input, "name"));
    own.put("PREPROCESSING_ID", Long.toString(call.id()));
    own.put("TAGS", "-t " + String.join(" -t ", tags(history)));
    table.startNew(call, history, DataCalls.details(input), files, own);
    return Reply.created(view(history));
  }

  /** Of the data that come of it: its own name, and those of the data that it was applied to. */
  private List<String> tags(JsonObject history) {
    List<String> tags = new ArrayList<>();
    tags.add(preprocessName(history));
    records
        .find(DataCalls.TABLE, history.get("dataId").getAsLong())
        .ifPresent(input -> tags.addAll(Records.texts(input, "tags")));
    return tags;
  }

  private static boolean isOpened(JsonObject history) {
    String status = Records.text(history, "status");
    return status.equals(OPENED) || Statuses.type(status).equals("Running");
  }

  private static JsonObject opened(JsonObject history) {
    if (!isOpened(history)) {
      throw ApiFailure.badRequest(
          "Preprocessing History " + history.get("id").getAsLong() + " is not opened.");
    }
    return history;
  }

  private Reply addData(Call call) {
    JsonObject history = opened(get(call));
    JsonObject body = call.body();
    if (!(body.get("files") instanceof JsonArray files)) {
      throw ApiFailure.required("files");
    }
    String name = Records.text(body, "name");
    List<String> tags = Records.texts(body, "tags");
    addOutput(
        call.caller(),
        history,
        name.isEmpty() ? Records.text(history, "dataName") + "_" + preprocessName(history) : name,
        Records.text(body, "memo"),
        tags.isEmpty() ? List.of(preprocessName(history)) : DataCalls.checked(tags),
        files);
    return Reply.ok(view(history));
  }

  private void addOutput(
      Caller caller,
      JsonObject history,
      String name,
      String memo,
      List<String> tags,
      JsonArray files) {
    JsonObject made = data.add(caller, name, memo, tags, files);
    made.addProperty("isRaw", false);
    made.add("parentDataId", history.get("dataId"));
    made.add("parentDataName", history.get("dataName"));
    history.getAsJsonArray("outputDataIds").add(made.get("id"));
  }

  private Reply end(Call call, String status) {
    JsonObject history = opened(get(call));
    if (Records.text(history, "status").equals(OPENED)) {
      ContainerTable.close(history, status);
    } else {
      table.end(history, status);
    }
    return Reply.ok(view(history));
  }

  private Reply log(Call call) {
    JsonObject history = get(call);
    long id = history.get("id").getAsLong();
    String name = ContainerKind.PREPROCESSING.logName(history);
    JsonObject view = new JsonObject();
    view.addProperty("id", id);
    view.addProperty("fileId", -1);
    view.addProperty(
        "url",
        call.flag("withUrl")
            ? storage.address(ContainerKind.PREPROCESSING.attachedKey(id, name), name)
            : null);
    view.addProperty("fileName", name);
    view.addProperty("isLocked", true);
    return Reply.ok(view);
  }

  /** The data that have come of it go with it, unless something uses them. */
  private Reply delete(Call call) {
    JsonObject history = get(call);
    List<Long> outputs = Records.ids(history, "outputDataIds");
    for (long output : outputs) {
      boolean locked =
          records.all(DataSetCalls.TABLE).stream()
              .anyMatch(
                  set -> DataSetCalls.has(set, output) && DataSetCalls.isLocked(records, set));
      boolean processed =
          records.all(PreprocessingCalls.HISTORIES).stream()
              .anyMatch(other -> other.get("dataId").getAsLong() == output);
      if (locked || processed) {
        throw ApiFailure.conflict(
            "Preprocessing History about Preprocess %d to Data %d can NOT delete. The output data %d is locked."
                .formatted(call.id(), call.id("dataId"), output));
      }
    }
    outputs.forEach(data::remove);
    table.delete(history);
    return Reply.empty(204);
  }

  /** What the platform's own container does at the end: each folder of the output becomes data. */
  void ended(EmulatedJob ended, int exitCode) throws IOException {
    JsonObject history = table.ended(ended).orElse(null);
    if (history == null) {
      return;
    }
    if (exitCode == 0) {
      Caller caller =
          new Caller(Records.text(history, "createdBy"), history.get("tenantId").getAsLong(), "");
      for (Path folder : list(ended.output())) {
        if (Files.isDirectory(folder)) {
          String name = folder.getFileName().toString();
          addOutput(caller, history, name, "", tags(history), stored(folder));
        }
      }
    }
    ContainerTable.close(history, exitCode == 0 ? "Completed" : "Killed");
    records.save();
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> content = Files.list(folder)) {
      return content.sorted().toList();
    }
  }

  private JsonArray stored(Path folder) {
    JsonArray files = new JsonArray();
    try (Stream<Path> content = Files.walk(folder)) {
      for (Path file : content.filter(Files::isRegularFile).sorted().toList()) {
        String storedPath = UUID.randomUUID().toString();
        Path target = storage.file("Data/" + storedPath);
        Files.createDirectories(target.resolveSibling("."));
        Files.copy(file, target);
        JsonObject view = new JsonObject();
        view.addProperty("fileName", file.getFileName().toString());
        view.addProperty("storedPath", storedPath);
        files.add(view);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
