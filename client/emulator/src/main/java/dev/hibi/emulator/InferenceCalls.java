package dev.hibi.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Inference jobs: they run a command with what trainings and other inferences have made. */
final class InferenceCalls {
  static final String TABLE = "inferences";

  private static final String MENU = "Inference";

  private final Records records;
  private final TrainingViews views;
  private final TrainingCalls trainings;
  private final DataSetCalls dataSets;
  private final JobFolders folders;
  private final ContainerTable table;

  InferenceCalls(
      Records records,
      TrainingCalls trainings,
      DataSetCalls dataSets,
      JobFolders folders,
      Jobs jobs) {
    this.records = records;
    this.views = new TrainingViews(records);
    this.trainings = trainings;
    this.dataSets = dataSets;
    this.folders = folders;
    this.table = new ContainerTable(records, TABLE, "Inference", folders, jobs);
  }

  void addTo(Routes routes) {
    routes
        .add("GET /inferences", MENU, this::list)
        .add("GET /inferences/simple", MENU, this::simple)
        .add("GET /inferences/mount", "Notebook,Inference", this::mountable)
        .add("POST /inferences/run", MENU, this::run)
        .add("GET /inferences/{id}", MENU, call -> Reply.ok(details(table.get(call))))
        .add("PUT /inferences/{id}", MENU, this::edit)
        .add("DELETE /inferences/{id}", MENU, this::delete)
        .add("GET /inferences/{id}/events", MENU, call -> table.events(call, table.get(call)))
        .add("POST /inferences/{id}/halt", MENU, call -> end(call, "Killed"))
        .add("POST /inferences/{id}/user-cancel", MENU, call -> end(call, "UserCanceled"))
        .add("POST /inferences/{id}/complete", MENU, call -> end(call, "Completed"));
  }

  JsonObject get(Call call) {
    return table.get(call);
  }

  JsonObject find(Call call, long id) {
    return table.find(call, id);
  }

  private Reply list(Call call) {
    Filters filters =
        new Filters(call, table.all(call))
            .id("Id", job -> List.of(job.get("id").getAsLong()))
            .text("Name", job -> Records.text(job, "name"))
            .id("ParentId", job -> Records.ids(job, "parentIds"))
            .id("ParentInferenceId", job -> Records.ids(job, "inferenceIds"))
            .text("ParentName", views::parentNames)
            .text("ParentInferenceName", job -> String.join("\n", parentInferences(job)))
            .time("StartedAt", "createdAt")
            .text("StartedBy", job -> Records.text(job, "createdBy"))
            .text("DataSet", views::dataSetName)
            .text("Memo", job -> Records.text(job, "memo"))
            .text("Status", job -> Records.text(job, "status"))
            .text("EntryPoint", job -> Records.text(job, "entryPoint"));
    return filters.page(this::summary, filters.items().size());
  }

  private Reply simple(Call call) {
    JsonArray all = new JsonArray();
    table.all(call).forEach(job -> all.add(TrainingViews.simple(job)));
    return Reply.ok(all);
  }

  private Reply mountable(Call call) {
    List<String> statuses = call.queries("Status");
    JsonArray all = new JsonArray();
    for (JsonObject job : table.all(call)) {
      if (statuses.contains(Records.text(job, "status"))) {
        all.add(summary(job));
      }
    }
    return Reply.ok(all);
  }

  /** An inference in a list; its value is what it has left in a file. */
  JsonObject summary(JsonObject job) {
    JsonObject view = views.summary(table.refreshed(job));
    complete(view, job);
    return view;
  }

  private void complete(JsonObject view, JsonObject job) {
    view.remove("tags"); // they are taken, and not kept
    view.add("parentInferenceFullNameList", Records.texts(parentInferences(job)));
    view.add("outputValue", JsonNull.INSTANCE);
    Path value = folders.output(job.get("id").getAsLong()).resolve("value.txt");
    try {
      if (Files.isRegularFile(value)) {
        view.addProperty("outputValue", Files.readString(value, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> parentInferences(JsonObject job) {
    return Records.ids(job, "inferenceIds").stream()
        .flatMap(id -> records.find(TABLE, id).stream())
        .map(parent -> parent.get("id").getAsLong() + ":" + Records.text(parent, "name"))
        .toList();
  }

  private JsonObject details(JsonObject job) {
    JsonObject view = views.details(table.refreshed(job));
    complete(view, job);
    for (String field : List.of("ports", "nodePorts", "waitingTime", "executionTime")) {
      view.remove(field);
    }
    view.addProperty("key", ContainerKind.INFERENCE.key(job.get("id").getAsLong()));
    JsonArray parents = new JsonArray();
    Records.ids(job, "inferenceIds")
        .forEach(id -> records.find(TABLE, id).ifPresent(parent -> parents.add(summary(parent))));
    view.add("parentInferences", parents);
    return view;
  }

  private Reply run(Call call) {
    JsonObject body = call.body();
    call.required(body, "name");
    JsonObject image = Call.requiredObject(body, "containerImage");
    call.required(image, "image");
    call.required(image, "tag");
    long dataSetId = Call.requiredNumber(body, "dataSetId");
    JsonObject git = Call.requiredObject(body, "gitModel");
    call.required(git, "repository");
    call.required(git, "owner");
    call.required(body, "entryPoint");
    ContainerTable.require(body, "cpu", "memory", "gpu");
    DataCalls.checked(Records.texts(body, "tags"));
    JsonObject dataSet = dataSets.find(call, dataSetId);
    trainings.check(call, body);
    Records.ids(body, "inferenceIds").forEach(parent -> table.find(call, parent));

    JsonObject job = table.create(call, body);
    ContainerTable.describe(job, body);
    Map<String, String> own =
        Map.of(
            "INFERENCE_ID",
            Long.toString(job.get("id").getAsLong()),
            "DATASET_ID",
            Long.toString(dataSetId),
            "PARENT_ID",
            String.join(",", Records.ids(job, "parentIds").stream().map(String::valueOf).toList()));
    table.startNew(
        call, job, dataSets.meta(call, dataSet), dataSets.inputFiles(call, dataSet), own);
    return Reply.created(TrainingViews.simple(job));
  }

  private Reply edit(Call call) {
    JsonObject job = table.get(call);
    table.edit(call, job);
    return Reply.ok(TrainingViews.simple(job));
  }

  private Reply delete(Call call) {
    table.delete(table.get(call));
    return Reply.empty(204);
  }

  private Reply end(Call call, String status) {
    JsonObject job = table.get(call);
    table.end(job, status);
    return Reply.ok(TrainingViews.simple(job));
  }

  /** What the platform's own container does when the program has ended by itself. */
  void ended(EmulatedJob ended, int exitCode) throws IOException {
    JsonObject job = table.ended(ended).orElse(null);
    if (job == null) {
      return; // it would be refused
    }
    if (exitCode == 0 && job.get("zip").getAsBoolean()) {
      folders.zip(ended);
    }
    ContainerTable.close(job, exitCode == 0 ? "Completed" : "Killed");
    records.save();
  }
}
