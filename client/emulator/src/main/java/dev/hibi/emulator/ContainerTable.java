package dev.hibi.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Containers of one kind, from their start to their end, as the server has them in a table. All use
 * is under the lock of the records.
 */
final class ContainerTable {
  private final Records records;
  private final String table;
  private final String noun;
  private final JobFolders folders;
  private final Jobs jobs;

  /**
   * Containers of one kind.
   *
   * @param noun what the server calls one in its messages, such as {@code Inference}
   */
  ContainerTable(Records records, String table, String noun, JobFolders folders, Jobs jobs) {
    this.records = records;
    this.table = table;
    this.noun = noun;
    this.folders = folders;
    this.jobs = jobs;
  }

  JsonObject get(Call call) {
    return find(call, call.id());
  }

  JsonObject find(Call call, long id) {
    return records
        .find(table, id)
        .filter(one -> one.get("tenantId").getAsLong() == call.caller().tenantId())
        .orElseThrow(() -> ApiFailure.notFound(noun + " ID " + id + " is not found."));
  }

  /** The tenant's: favourites first, then the latest. */
  List<JsonObject> all(Call call) {
    List<JsonObject> all = records.all(table);
    all.removeIf(one -> one.get("tenantId").getAsLong() != call.caller().tenantId());
    all.sort(
        Comparator.comparing((JsonObject one) -> !TrainingCalls.flag(one, "favorite"))
            .thenComparing(one -> -one.get("id").getAsLong()));
    return all;
  }

  /** A new record with what a request says of its container; not yet started. */
  JsonObject create(Call call, JsonObject body) {
    JsonObject one = records.create(table, call.caller());
    for (String field : List.of("name", "partition")) {
      one.add(field, body.get(field));
    }
    one.addProperty("memo", Records.text(body, "memo"));
    one.add("options", TrainingCalls.options(body));
    one.addProperty("favorite", false);
    one.add("files", new JsonArray());
    return one;
  }

  /** What a request says of a container and may say otherwise when it is run again. */
  static void describe(JsonObject one, JsonObject body) {
    for (String field : List.of("containerImage", "cpu", "memory", "gpu", "dataSetId")) {
      one.add(field, body.get(field));
    }
    one.add("gitModel", body.get("gitModel") instanceof JsonObject git ? git : new JsonObject());
    one.addProperty("entryPoint", Records.text(body, "entryPoint"));
    one.add("parentIds", TrainingViews.numbers(body, "parentIds"));
    one.add("inferenceIds", TrainingViews.numbers(body, "inferenceIds"));
    one.addProperty("zip", TrainingCalls.flag(body, "zip"));
    one.addProperty("localDataSet", TrainingCalls.flag(body, "localDataSet"));
  }

  /** Numbers that must be there. */
  static void require(JsonObject body, String... fields) {
    for (String field : fields) {
      Call.requiredNumber(body, field);
    }
  }

  /**
   * Lays out what a container finds, and starts it.
   *
   * @param own variables of this kind
   */
  void start(
      Call call,
      JsonObject one,
      JsonObject meta,
      List<DataSetCalls.InputFile> input,
      Map<String, String> own) {
    one.addProperty("status", "Pending");
    one.addProperty("startedAt", Records.now());
    one.remove("completedAt");
    try {
      jobs.start(folders.make(call.caller(), one, meta, input, own));
    } catch (IOException | UncheckedIOException e) {
      close(one, "Killed");
      throw ApiFailure.of(
          503,
          "Failed to run %s. The message bellow may be help to resolve: %s"
              .formatted(noun, e.getMessage()),
          call.path());
    }
  }

  /** As {@link #start}; of one that cannot be started there is no record. */
  void startNew(
      Call call,
      JsonObject one,
      JsonObject meta,
      List<DataSetCalls.InputFile> input,
      Map<String, String> own) {
    try {
      start(call, one, meta, input, own);
    } catch (ApiFailure e) {
      delete(one);
      throw e;
    }
  }

  /** What the platform stores when it reads one that it takes for live. */
  JsonObject refreshed(JsonObject one) {
    if (isLive(one)) {
      String now = jobs.status(one.get("id").getAsLong()).orElse("None");
      if (!now.equals(Records.text(one, "status"))) {
        one.addProperty("status", now);
        save();
      }
    }
    return one;
  }

  private void save() {
    try {
      records.save();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean isLive(JsonObject one) {
    return Statuses.isLive(Records.text(one, "status"));
  }

  /** Of one that is over the cluster knows nothing. */
  Reply events(Call call, JsonObject one) {
    if (!isLive(one)) {
      throw ApiFailure.badRequest("A container for the " + noun + " does not exist.");
    }
    return Reply.ok(new JsonArray());
  }

  void edit(Call call, JsonObject one) {
    JsonObject body = call.body();
    if (!Records.text(body, "name").isEmpty()) {
      Call.edit(one, body, "name");
    }
    Call.edit(one, body, "memo");
    if (body.get("favorite") instanceof JsonPrimitive favorite) {
      one.add("favorite", favorite);
    }
    Records.modified(one, call.caller());
  }

  /** Ends one that is live. */
  void end(JsonObject one, String status) {
    if (!isLive(one)) {
      throw ApiFailure.badRequest(noun + " " + Records.text(one, "name") + " does not exist.");
    }
    jobs.stop(one.get("id").getAsLong());
    close(one, status);
  }

  static void close(JsonObject one, String status) {
    one.addProperty("status", status);
    one.addProperty("completedAt", Records.now());
  }

  void delete(JsonObject one) {
    long id = one.get("id").getAsLong();
    jobs.stop(id);
    records.remove(table, id);
    try {
      folders.delete(id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The record whose program has ended by itself, if that still counts. */
  Optional<JsonObject> ended(EmulatedJob job) {
    return records.find(table, job.id()).filter(ContainerTable::isLive);
  }
}
