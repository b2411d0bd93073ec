package dev.hibi.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Training jobs as the server shows them. */
final class TrainingViews {
  private final Records records;

  TrainingViews(Records records) {
    this.records = records;
  }

  /** A job, without what it runs. */
  static JsonObject simple(JsonObject job) {
    JsonObject view =
        Records.view(
            job,
            "createdBy",
            "createdAt",
            "modifiedBy",
            "modifiedAt",
            "id",
            "displayId",
            "name",
            "memo",
            "status",
            "favorite");
    view.addProperty("fullName", job.get("id").getAsLong() + ":" + Records.text(job, "name"));
    return view;
  }

  /** A job in a list. */
  JsonObject summary(JsonObject job) {
    JsonObject view = simple(job);
    view.add(
        "dataSet", dataSet(job).<JsonElement>map(DataSetCalls::summary).orElse(JsonNull.INSTANCE));
    view.add("entryPoint", job.get("entryPoint"));
    JsonArray parents = new JsonArray();
    for (long id : Records.ids(job, "parentIds")) {
      records
          .find(TrainingCalls.TABLE, id)
          .ifPresent(parent -> parents.add(simple(parent).get("fullName")));
    }
    view.add("parentFullNameList", parents);
    view.add("tags", job.get("tags"));
    return view;
  }

  /** A job with what it runs. */
  JsonObject details(JsonObject job) {
    JsonObject view = summary(job);
    view.addProperty("key", "training-" + job.get("id").getAsLong());
    view.add("gitModel", source(job));
    JsonArray options = new JsonArray(); // a list here, other than where they come from
    for (Map.Entry<String, JsonElement> option : job.getAsJsonObject("options").entrySet()) {
      options.add(pair(option.getKey(), option.getValue().getAsString()));
    }
    view.add("options", options);
    view.add("containerImage", image(job));
    JsonArray parents = new JsonArray();
    for (long id : Records.ids(job, "parentIds")) {
      records.find(TrainingCalls.TABLE, id).ifPresent(parent -> parents.add(summary(parent)));
    }
    view.add("parents", parents);
    for (String field :
        List.of(
            "startedAt",
            "completedAt",
            "cpu",
            "memory",
            "gpu",
            "partition",
            "zip",
            "localDataSet")) {
      view.add(field, job.get(field));
    }
    view.add("node", job.get("node"));
    view.add("logSummary", JsonNull.INSTANCE);
    view.add("ports", numbers(job, "ports"));
    view.add("nodePorts", new JsonArray());
    String status = Records.text(job, "status");
    view.addProperty("statusType", Statuses.type(status));
    view.add("conditionNote", JsonNull.INSTANCE);
    String begin = Records.text(job, "startedAt"); // none while a job waits
    String end = Records.text(job, "completedAt");
    String waitedUntil = begin.isEmpty() ? end : begin;
    view.addProperty("waitingTime", between(Records.text(job, "createdAt"), waitedUntil));
    view.addProperty("executionTime", begin.isEmpty() ? null : between(begin, end));
    return view;
  }

  private static JsonObject pair(String key, String value) {
    JsonObject pair = new JsonObject();
    pair.addProperty("key", key);
    pair.addProperty("value", value);
    return pair;
  }

  static JsonObject source(JsonObject job) {
    JsonObject git = job.getAsJsonObject("gitModel").deepCopy();
    if (Records.text(git, "branch").isEmpty()) {
      git.addProperty("branch", "master");
    }
    if (Records.text(git, "commitId").isEmpty()) {
      git.addProperty("commitId", "0".repeat(40));
    }
    git.addProperty(
        "url",
        "http://git.invalid/" + Records.text(git, "owner") + "/" + Records.text(git, "repository"));
    return git;
  }

  static JsonObject image(JsonObject job) {
    JsonObject image = job.getAsJsonObject("containerImage").deepCopy();
    image.addProperty("registryName", "emulated");
    image.addProperty("url", "http://registry.invalid/" + Records.text(image, "image"));
    return image;
  }

  /**
   * How long it was between two times.
   *
   * @param end empty for now
   */
  private static String between(String begin, String end) {
    LocalDateTime from = LocalDateTime.parse(begin, Records.TIME);
    LocalDateTime to = end.isEmpty() ? Records.clock() : LocalDateTime.parse(end, Records.TIME);
    Duration time = Duration.between(from, to);
    return "%dd %dh %dm".formatted(time.toDays(), time.toHoursPart(), time.toMinutesPart());
  }

  /** The names of the jobs that it builds on, one a line. */
  String parentNames(JsonObject job) {
    return String.join("\n", parentNameList(job));
  }

  List<String> parentNameList(JsonObject job) {
    List<String> names = new ArrayList<>();
    for (long id : Records.ids(job, "parentIds")) {
      records
          .find(TrainingCalls.TABLE, id)
          .ifPresent(parent -> names.add(Records.text(parent, "name")));
    }
    return names;
  }

  /** The name of its data set; empty if that was deleted. */
  String dataSetName(JsonObject job) {
    return dataSet(job).map(set -> Records.text(set, "name")).orElse("");
  }

  /** A notebook may have none. */
  private Optional<JsonObject> dataSet(JsonObject job) {
    return job.get("dataSetId") instanceof JsonPrimitive id
        ? records.find(DataSetCalls.TABLE, id.getAsLong())
        : Optional.empty();
  }

  static JsonArray numbers(JsonObject body, String field) {
    return body.get(field) instanceof JsonArray array ? array : new JsonArray();
  }
}
