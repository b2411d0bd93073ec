package dev.hibi.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Training jobs: started, listed, edited, stopped. */
final class TrainingCalls {
  static final String TABLE = "trainings";

  private static final String MENU = "Training";
  private static final String ENDERS = "Training,Experiment";
  private static final Pattern OPTION = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");

  private final Records records;
  private final TrainingViews views;
  private final DataSetCalls dataSets;
  private final JobFolders folders;
  private final Jobs jobs;
  private final Set<String> partitions;
  private final Quotas quotas;
  private final Map<Long, String> lost = new HashMap<>();

  TrainingCalls(
      Records records,
      DataSetCalls dataSets,
      JobFolders folders,
      Jobs jobs,
      Set<String> partitions,
      Quotas quotas) {
    this.records = records;
    this.views = new TrainingViews(records);
    this.dataSets = dataSets;
    this.folders = folders;
    this.jobs = jobs;
    this.partitions = Set.copyOf(partitions);
    this.quotas = quotas;
  }

  void addTo(Routes routes) {
    routes
        .add("GET /training", MENU, this::list)
        .add("GET /training/simple", MENU, this::simple)
        .add("GET /training/mount", "Training,Inference,Notebook", this::mountable)
        .add("POST /training/run", MENU, this::run)
        .add("GET /training/tags", MENU, this::tags)
        .add("POST /training/tags", MENU, call -> changeTags(call, true))
        .add("DELETE /training/tags", MENU, call -> changeTags(call, false))
        .add("GET /training/{id}", "Training,Inference", this::details)
        .add("PUT /training/{id}", MENU, this::edit)
        .add("DELETE /training/{id}", MENU, this::delete)
        .add("GET /training/{id}/events", MENU, this::events)
        .add("POST /training/{id}/halt", ENDERS, call -> end(call, "Killed"))
        .add("POST /training/{id}/user-cancel", ENDERS, call -> end(call, "UserCanceled"))
        .add("POST /training/{id}/complete", ENDERS, call -> end(call, "Completed"));
  }

  JsonObject get(Call call) {
    return find(call, call.id());
  }

  private JsonObject find(Call call, long id) {
    return records
        .find(TABLE, id)
        .filter(job -> job.get("tenantId").getAsLong() == call.caller().tenantId())
        .orElseThrow(() -> ApiFailure.notFound("Training ID " + id + " is not found."));
  }

  /** The tenant's jobs: favourites first, then the latest. */
  List<JsonObject> all(Call call) {
    List<JsonObject> all = records.all(TABLE);
    all.removeIf(job -> job.get("tenantId").getAsLong() != call.caller().tenantId());
    all.sort(
        Comparator.comparing((JsonObject job) -> !job.get("favorite").getAsBoolean())
            .thenComparing(job -> -job.get("id").getAsLong()));
    return all;
  }

  private Reply list(Call call) {
    Filters filters =
        new Filters(call, all(call))
            .id("Id", job -> List.of(job.get("id").getAsLong()))
            .text("Name", job -> Records.text(job, "name"))
            .anyId("ParentId", job -> Records.ids(job, "parentIds"))
            .text("ParentName", views::parentNames)
            .time("StartedAt", "createdAt")
            .text("StartedBy", job -> Records.text(job, "createdBy"))
            .text("DataSet", views::dataSetName)
            .text("Memo", job -> Records.text(job, "memo"))
            .text("Status", job -> Records.text(job, "status"))
            .text("EntryPoint", job -> Records.text(job, "entryPoint"))
            .tags();
    return filters.page(this::refreshed, filters.items().size());
  }

  JsonObject refreshed(JsonObject job) {
    refresh(job);
    return views.summary(job);
  }

  /** What the platform stores when it reads a job that it takes for live. */
  private void refresh(JsonObject job) {
    String stored = Records.text(job, "status");
    if (!Statuses.isLive(stored)) {
      return;
    }
    long id = job.get("id").getAsLong();
    String now = lost.containsKey(id) ? lost.get(id) : jobs.status(id).orElse("None");
    if (!now.equals(stored)) {
      job.addProperty("status", now);
      save();
    }
  }

  /** The next look at a job finds it lost. */
  void lose(long id, String status) {
    lost.put(id, status);
  }

  private void save() {
    try {
      records.save();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply simple(Call call) {
    JsonArray all = new JsonArray();
    all(call).forEach(job -> all.add(TrainingViews.simple(job)));
    return Reply.ok(all);
  }

  private Reply mountable(Call call) {
    List<String> statuses = call.queries("Status");
    JsonArray all = new JsonArray();
    for (JsonObject job : all(call)) {
      if (statuses.isEmpty() || statuses.contains(Records.text(job, "status"))) {
        all.add(refreshed(job));
      }
    }
    return Reply.ok(all);
  }

  private Reply run(Call call) {
    JsonObject body = call.body();
    String name = call.required(body, "name");
    JsonObject image = Call.requiredObject(body, "containerImage");
    call.required(image, "image");
    call.required(image, "tag");
    long dataSetId = Call.requiredNumber(body, "dataSetId");
    JsonObject git = Call.requiredObject(body, "gitModel");
    call.required(git, "repository");
    call.required(git, "owner");
    String entryPoint = call.required(body, "entryPoint");
    for (String resource : List.of("cpu", "memory", "gpu")) {
      Call.requiredNumber(body, resource);
    }
    List<String> tags = DataCalls.checked(Records.texts(body, "tags"));
    JsonObject dataSet = dataSets.find(call, dataSetId);
    check(call, body);

    JsonObject job = records.create(TABLE, call.caller());
    long id = job.get("id").getAsLong();
    for (String field :
        List.of("containerImage", "gitModel", "cpu", "memory", "gpu", "partition", "ports")) {
      job.add(field, body.get(field));
    }
    job.addProperty("name", name);
    job.addProperty("memo", Records.text(body, "memo"));
    job.addProperty("dataSetId", dataSetId);
    job.addProperty("entryPoint", entryPoint);
    job.add("options", options(body));
    job.add("parentIds", TrainingViews.numbers(body, "parentIds"));
    job.add("tags", Records.texts(new TreeSet<>(tags)));
    job.addProperty("zip", flag(body, "zip"));
    job.addProperty("localDataSet", flag(body, "localDataSet"));
    job.addProperty("favorite", false);
    job.addProperty("status", "Pending");
    job.add("files", new JsonArray());
    start(call, id, job, dataSet);
    return Reply.created(TrainingViews.simple(job));
  }

  private void start(Call call, long id, JsonObject job, JsonObject dataSet) {
    try {
      jobs.start(
          folders.make(
              call.caller(),
              job,
              dataSets.meta(call, dataSet),
              dataSets.inputFiles(call, dataSet)));
    } catch (IOException | UncheckedIOException e) {
      records.remove(TABLE, id);
      throw ApiFailure.of(
          503,
          "Failed to run training. The message bellow may be help to resolve: " + e.getMessage(),
          call.path());
    }
  }

  /** Refuses what the cluster would not run. */
  void check(Call call, JsonObject body) {
    for (String option : options(body).keySet()) {
      if (!OPTION.matcher(option).matches()) {
        throw ApiFailure.notFound("Invalid envName. Please match the format of '" + OPTION + "'.");
      }
    }
    String partition = Records.text(body, "partition");
    if (!partition.isEmpty() && !partitions.contains(partition)) {
      throw ApiFailure.notFound("There are no enable nodes with Partition " + partition + ".");
    }
    Cluster.Demand demand = JobFolders.demand("training", call.caller(), body);
    quotas.check(demand);
    Records.ids(body, "parentIds").forEach(parent -> find(call, parent));
    quotas.admit(demand, "training", call.path());
  }

  static JsonObject options(JsonObject body) {
    return body.get("options") instanceof JsonObject options ? options : new JsonObject();
  }

  static boolean flag(JsonObject body, String field) {
    JsonElement value = body.get(field);
    return value != null && value.isJsonPrimitive() && value.getAsBoolean();
  }

  private Reply details(Call call) {
    JsonObject job = get(call);
    refresh(job);
    place(job);
    JsonObject view = views.details(job);
    jobs.note(call.id()).ifPresent(note -> view.addProperty("conditionNote", note));
    return Reply.ok(view);
  }

  private Reply edit(Call call) {
    JsonObject job = get(call);
    JsonObject body = call.body();
    if (!Records.text(body, "name").isEmpty()) {
      job.addProperty("name", Records.text(body, "name")); // two apostrophes are a name
    }
    Call.edit(job, body, "memo");
    if (body.get("favorite") != null && body.get("favorite").isJsonPrimitive()) {
      job.add("favorite", body.get("favorite"));
    }
    if (body.get("tags") instanceof JsonArray) { // an empty list deletes them all
      List<String> tags = DataCalls.checked(Records.texts(body, "tags"));
      job.add("tags", Records.texts(new TreeSet<>(tags)));
    }
    Records.modified(job, call.caller());
    return Reply.ok(TrainingViews.simple(job));
  }

  private Reply delete(Call call) {
    get(call);
    long id = call.id();
    if (records.all(TABLE).stream().anyMatch(job -> Records.ids(job, "parentIds").contains(id))) {
      throw ApiFailure.conflict(
          "There is another training which is derived from training " + id + ".");
    }
    jobs.stop(id);
    records.remove(TABLE, id);
    try {
      folders.delete(id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Reply.empty(204);
  }

  private Reply end(Call call, String status) {
    JsonObject job = get(call);
    if (!Statuses.isLive(Records.text(job, "status"))) {
      throw ApiFailure.badRequest("Training " + Records.text(job, "name") + " does not exist.");
    }
    place(job);
    jobs.stop(call.id());
    close(job, status);
    return Reply.ok(TrainingViews.simple(job));
  }

  /** Tells a job's record where and when the job has begun, if it has. */
  private void place(JsonObject job) {
    jobs.begin(job.get("id").getAsLong())
        .ifPresent(
            begin -> {
              job.addProperty("node", begin.node());
              job.addProperty("startedAt", begin.time());
            });
  }

  private static void close(JsonObject job, String status) {
    job.addProperty("status", status);
    job.addProperty("completedAt", Records.now());
  }

  /** What the platform's own container does when the program has ended by itself. */
  void ended(EmulatedJob ended, int exitCode) throws IOException {
    JsonObject job = records.find(TABLE, ended.id()).orElse(null);
    if (job == null
        || !Statuses.isLive(Records.text(job, "status"))
        || lost.containsKey(ended.id())) {
      return; // it would be refused
    }
    place(job);
    if (exitCode == 0 && job.get("zip").getAsBoolean()) {
      folders.zip(ended);
    }
    close(job, exitCode == 0 ? "Completed" : "Killed");
    records.save();
  }

  private Reply events(Call call) {
    JsonObject job = get(call);
    if (!Statuses.isLive(Records.text(job, "status"))) {
      throw ApiFailure.badRequest("A container for Training ID " + call.id() + " does not exist.");
    }
    refresh(job);
    JsonArray events = new JsonArray(); // a list, whatever the contract says
    if (Records.text(job, "status").equals("OOMKilled")) {
      JsonObject event = new JsonObject();
      event.addProperty("containerName", "training-" + call.id());
      event.addProperty("message", "OOMKilled");
      event.addProperty("isError", true);
      event.addProperty("firstTimestamp", Records.now());
      event.addProperty("lastTimestamp", Records.now());
      events.add(event);
    }
    return Reply.ok(events);
  }

  private Reply tags(Call call) {
    Set<String> tags = new TreeSet<>();
    all(call).forEach(job -> tags.addAll(Records.texts(job, "tags")));
    return Reply.ok(Records.texts(tags));
  }

  private Reply changeTags(Call call, boolean add) {
    JsonObject body = call.body();
    List<String> changed = DataCalls.checked(Records.texts(body, "tags"));
    if (changed.isEmpty() || Records.ids(body, "id").isEmpty()) {
      throw ApiFailure.badRequest("target training id or tags is required.");
    }
    Records.ids(body, "id").forEach(id -> find(call, id)); // all, before any is changed
    JsonArray answers = new JsonArray();
    for (long id : Records.ids(body, "id")) {
      JsonObject job = find(call, id);
      Set<String> tags = new TreeSet<>(Records.texts(job, "tags"));
      if (add) {
        tags.addAll(changed);
      } else {
        changed.forEach(tags::remove);
      }
      job.add("tags", Records.texts(tags));
      answers.add(views.summary(job));
    }
    return Reply.created(answers);
  }
}
