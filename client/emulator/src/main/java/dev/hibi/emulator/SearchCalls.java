package dev.hibi.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** Jobs by several words a field, and searches that are kept. */
final class SearchCalls {
  private static final String MENU = "Training";
  private static final String TABLE = "searches";

  private final Records records;
  private final TrainingCalls trainings;
  private final TrainingViews views;

  SearchCalls(Records records, TrainingCalls trainings) {
    this.records = records;
    this.trainings = trainings;
    this.views = new TrainingViews(records);
  }

  void addTo(Routes routes) {
    routes
        .add("GET /training/search", MENU, this::search)
        .add("GET /training/search/fill", MENU, this::choices)
        .add("GET /training/search-history", MENU, this::list)
        .add("POST /training/search-history", MENU, this::keep)
        .add("DELETE /training/search-history/{id}", MENU, this::delete);
  }

  private Reply search(Call call) {
    List<JsonObject> jobs = new ArrayList<>(trainings.all(call));
    jobs.removeIf(job -> !isBetween(call, job));
    words(call, jobs, "Name", job -> one(Records.text(job, "name")));
    words(call, jobs, "ParentName", views::parentNameList);
    words(call, jobs, "StartedBy", job -> one(Records.text(job, "createdBy")));
    words(call, jobs, "DataSet", job -> one(views.dataSetName(job)));
    words(call, jobs, "Memo", job -> one(Records.text(job, "memo")));
    words(call, jobs, "Status", job -> one(Records.text(job, "status")));
    words(call, jobs, "EntryPoint", job -> one(Records.text(job, "entryPoint")));
    words(call, jobs, "Tags", job -> Records.texts(job, "tags"));
    return new Filters(call, jobs).page(trainings::refreshed, jobs.size());
  }

  private static boolean isBetween(Call call, JsonObject job) {
    long id = job.get("id").getAsLong();
    if (id < call.query("IdLower").map(Long::parseLong).orElse(Long.MIN_VALUE)
        || id > call.query("IdUpper").map(Long::parseLong).orElse(Long.MAX_VALUE)) {
      return false;
    }
    LocalDateTime at = LocalDateTime.parse(Records.text(job, "createdAt"), Records.TIME);
    Optional<LocalDateTime> lower = call.query("StartedAtLower").map(Filters::time);
    Optional<LocalDateTime> upper = call.query("StartedAtUpper").map(Filters::time);
    return lower.map(at::isAfter).orElse(true)
        && upper
            .map(time -> at.isBefore(time.toLocalDate().plusDays(1).atStartOfDay()))
            .orElse(true);
  }

  private static List<String> one(String value) {
    return value.isEmpty() ? List.of() : List.of(value);
  }

  /**
   * Words between commas, as they are: any of them, or all of them if the field's {@code Or} is
   * false, in any of its values.
   */
  private static void words(
      Call call, List<JsonObject> jobs, String field, Function<JsonObject, List<String>> values) {
    String asked = call.query(field).orElse("");
    if (asked.isEmpty()) {
      return;
    }
    List<String> words = List.of(asked.split(",", -1));
    boolean any = call.query(field + "Or").isEmpty() || call.flag(field + "Or");
    jobs.removeIf(
        job -> {
          List<String> has = values.apply(job);
          Predicate<String> found = word -> has.stream().anyMatch(value -> value.contains(word));
          return !(any ? words.stream().anyMatch(found) : words.stream().allMatch(found));
        });
  }

  private Reply choices(Call call) {
    Set<String> users = new TreeSet<>();
    Set<String> statuses = new TreeSet<>();
    Set<String> tags = new TreeSet<>();
    Set<String> dataSets = new TreeSet<>();
    for (JsonObject job : trainings.all(call)) {
      users.add(Records.text(job, "createdBy"));
      statuses.add(Records.text(job, "status"));
      tags.addAll(Records.texts(job, "tags"));
      dataSets.add(views.dataSetName(job));
    }
    JsonObject choices = new JsonObject();
    choices.add("createdBy", Records.texts(users));
    choices.add("status", Records.texts(statuses));
    choices.add("tags", Records.texts(tags));
    choices.add("datasets", Records.texts(dataSets));
    return Reply.ok(choices);
  }

  private Reply list(Call call) {
    JsonArray all = new JsonArray();
    for (JsonObject search : records.all(TABLE)) {
      if (search.get("tenantId").getAsLong() == call.caller().tenantId()) {
        all.add(view(search));
      }
    }
    return Reply.ok(all);
  }

  private static JsonObject view(JsonObject search) {
    return Records.view(
        search, "createdBy", "createdAt", "modifiedBy", "modifiedAt", "name", "id", "searchDetail");
  }

  private Reply keep(Call call) {
    JsonObject body = call.body();
    String name = call.required(body, "name");
    JsonObject search = records.create(TABLE, call.caller());
    search.addProperty("name", name);
    search.add("searchDetail", body.get("searchDetailInputModel"));
    return Reply.created(view(search));
  }

  private Reply delete(Call call) {
    if (records.find(TABLE, call.id()).isEmpty()) {
      throw ApiFailure.badRequest("SearchHistory id " + call.id() + " is not found");
    }
    records.remove(TABLE, call.id());
    return Reply.empty(204);
  }
}
