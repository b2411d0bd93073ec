package dev.hibi.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Notebooks, as stubs: they run until they are halted or their life is over, and have a page. */
final class NotebookCalls {
  private static final String TABLE = "notebooks";
  private static final String MENU = "Notebook";
  private static final String USUAL_VERSION = "3.4.2";

  private final Records records;
  private final TrainingViews views;
  private final TrainingCalls trainings;
  private final InferenceCalls inferences;
  private final DataSetCalls dataSets;
  private final NotebookProgram pages;
  private final ContainerTable table;

  NotebookCalls(
      Records records,
      TrainingCalls trainings,
      InferenceCalls inferences,
      DataSetCalls dataSets,
      NotebookProgram pages,
      ContainerTable table) {
    this.records = records;
    this.views = new TrainingViews(records);
    this.trainings = trainings;
    this.inferences = inferences;
    this.dataSets = dataSets;
    this.pages = pages;
    this.table = table;
  }

  static ContainerTable table(Records records, JobFolders folders, Jobs jobs) {
    return new ContainerTable(records, TABLE, "Notebook", folders, jobs);
  }

  void addTo(Routes routes) {
    routes
        .add("GET /notebook", MENU, this::list)
        .add("GET /notebook/simple", MENU, this::simple)
        .add("GET /notebook/available-infinite-time", MENU, c -> Reply.ok(new JsonPrimitive(true)))
        .add("POST /notebook/run", MENU, this::run)
        .add("GET /notebook/{id}", MENU, call -> Reply.ok(details(call, table.get(call))))
        .add("PUT /notebook/{id}", MENU, this::edit)
        .add("DELETE /notebook/{id}", MENU, this::delete)
        .add("GET /notebook/{id}/events", MENU, call -> table.events(call, table.get(call)))
        .add("GET /notebook/{id}/endpoint", MENU, this::endpoint)
        .add("POST /notebook/{id}/halt", MENU, this::halt)
        .add("POST /notebook/{id}/rerun", MENU, this::rerun);
  }

  JsonObject get(Call call) {
    return table.get(call);
  }

  private Reply list(Call call) {
    Filters filters =
        new Filters(call, table.all(call))
            .id("Id", one -> List.of(one.get("id").getAsLong()))
            .text("Name", one -> Records.text(one, "name"))
            .time("CreatedAt", "createdAt")
            .text("CreatedBy", one -> Records.text(one, "createdBy"))
            .text("Memo", one -> Records.text(one, "memo"))
            .text("Status", one -> Records.text(one, "status"));
    return filters.page(one -> TrainingViews.simple(table.refreshed(one)), filters.items().size());
  }

  private Reply simple(Call call) {
    JsonArray all = new JsonArray();
    table.all(call).forEach(one -> all.add(TrainingViews.simple(one)));
    return Reply.ok(all);
  }

  private JsonObject details(Call call, JsonObject one) {
    JsonObject view = views.details(table.refreshed(one));
    for (String field :
        List.of(
            "ports",
            "nodePorts",
            "tags",
            "parentFullNameList",
            "parentInferenceFullNameList",
            "logSummary",
            "zip")) {
      view.remove(field);
    }
    long id = one.get("id").getAsLong();
    view.addProperty("key", ContainerKind.NOTEBOOK.key(id));
    if (Records.text(one.getAsJsonObject("gitModel"), "repository").isEmpty()) {
      view.add("gitModel", new JsonObject()); // all of its fields are null
    }
    JsonArray mounted = new JsonArray();
    Records.ids(one, "inferenceIds").stream()
        .sorted()
        .forEach(inference -> mounted.add(inferences.summary(inferences.find(call, inference))));
    view.add("inferences", mounted);
    view.add("jupyterLabVersion", one.get("jupyterLabVersion"));
    view.add("expiresIn", one.get("expiresIn"));
    view.add("notebookNodePort", JsonNull.INSTANCE);
    view.add("notebookToken", JsonNull.INSTANCE);
    page(one)
        .ifPresent(
            page -> {
              view.addProperty("notebookNodePort", Integer.toString(page.port()));
              view.addProperty("notebookToken", page.query());
            });
    return view;
  }

  private Optional<NotebookProgram.Page> page(JsonObject one) {
    return Records.text(one, "status").equals("Running")
        ? pages.page(one.get("id").getAsLong())
        : Optional.empty();
  }

  private Reply endpoint(Call call) {
    JsonObject one = table.get(call);
    if (!ContainerTable.isLive(one)) {
      throw ApiFailure.badRequest("A container for Notebook ID " + call.id() + " does not exist.");
    }
    Optional<NotebookProgram.Page> page = page(table.refreshed(one));
    JsonObject view = new JsonObject();
    view.addProperty("nodePort", page.map(found -> Integer.toString(found.port())).orElse(""));
    view.addProperty("token", page.map(NotebookProgram.Page::query).orElse(""));
    return Reply.ok(view);
  }

  private Reply run(Call call) {
    JsonObject body = call.body();
    call.required(body, "name");
    check(call, body);
    JsonObject one = table.create(call, body);
    try {
      start(call, one, body);
    } catch (ApiFailure e) {
      table.delete(one); // of one that cannot be started there is no record
      throw e;
    }
    return Reply.created(TrainingViews.simple(one));
  }

  private Reply rerun(Call call) {
    JsonObject one = table.get(call);
    JsonObject body = call.body();
    if (ContainerTable.isLive(one)) {
      throw ApiFailure.notFound("Notebook ID " + call.id() + " is already running.");
    }
    check(call, body);
    start(call, one, body);
    return Reply.created(TrainingViews.simple(one));
  }

  private void check(Call call, JsonObject body) {
    ContainerTable.require(body, "cpu", "memory", "gpu", "expiresIn");
    if (body.get("dataSetId") instanceof JsonPrimitive dataSet) {
      dataSets.find(call, dataSet.getAsLong());
    }
    trainings.check(call, body);
    Records.ids(body, "inferenceIds").forEach(parent -> inferences.find(call, parent));
  }

  private void start(Call call, JsonObject one, JsonObject body) {
    ContainerTable.describe(one, body);
    if (!(one.get("containerImage") instanceof JsonObject)) {
      JsonObject image = new JsonObject();
      image.addProperty("image", "kamonohashi/jupyterlab");
      image.addProperty("tag", "tensorflow-2.9-pytorch-1.12");
      one.add("containerImage", image);
    }
    String version = Records.text(body, "jupyterLabVersion");
    one.addProperty("jupyterLabVersion", version.isEmpty() ? USUAL_VERSION : version);
    one.add("expiresIn", body.get("expiresIn"));
    long seconds = body.get("expiresIn").getAsLong();
    Map<String, String> own = new TreeMap<>();
    own.put("NOTEBOOK_ID", Long.toString(one.get("id").getAsLong()));
    own.put("EXPIRES_IN", seconds == 0 ? "infinity" : Long.toString(seconds));
    own.put("JUPYTERLAB_VERSION", Records.text(one, "jupyterLabVersion"));
    if (one.get("dataSetId") instanceof JsonPrimitive id) {
      own.put("DATASET_ID", id.getAsString());
      JsonObject set = dataSets.find(call, id.getAsLong());
      table.start(call, one, dataSets.meta(call, set), dataSets.inputFiles(call, set), own);
    } else {
      table.start(call, one, new JsonObject(), List.of(), own);
    }
  }

  private Reply edit(Call call) {
    JsonObject one = table.get(call);
    table.edit(call, one);
    return Reply.ok(TrainingViews.simple(one));
  }

  private Reply delete(Call call) {
    table.delete(table.get(call));
    return Reply.empty(204);
  }

  private Reply halt(Call call) {
    JsonObject one = table.get(call);
    table.end(one, "Killed");
    return Reply.ok(TrainingViews.simple(one));
  }

  /** When its life is over its own container halts it. */
  void ended(EmulatedJob ended) throws IOException {
    JsonObject one = table.ended(ended).orElse(null);
    if (one != null) {
      ContainerTable.close(one, "Killed");
      records.save();
    }
  }
}
