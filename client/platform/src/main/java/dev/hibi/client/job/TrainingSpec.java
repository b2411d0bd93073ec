package dev.hibi.client.job;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.hibi.client.api.Container;
import dev.hibi.client.api.GitCommit;
import dev.hibi.client.api.TrainingApi;

/**
 * A request for a training as JSON: to be kept beside the code, changed by hand, and started again.
 *
 * <pre>
 * {
 *   "name": "cracks",                    required
 *   "image": "library/temurin:17-jre",   required
 *   "registry": 2,                       default: the tenant's
 *   "dataset": 1,                        required
 *   "repository": "inspection/cracks",   required
 *   "git": 1,                            default: the tenant's
 *   "branch": "master",                  default: master
 *   "commit": "5f0c…",                   default: the branch's latest
 *   "entryPoint": "./train",             required
 *   "cpu": 4, "memory": 16, "gpu": 1,    cores, GB, default: 1, 1, 0
 *   "partition": "fast",                 default: any
 *   "options": {"LR": "0.1"},            the job's environment; a number is taken as it is written
 *   "ports": [8080], "parents": [17],
 *   "memo": "…", "tags": ["a"],
 *   "zip": false, "localDataset": false
 * }
 * </pre>
 *
 * <p>The submission id is not in it: each request that is read is another job.
 */
public final class TrainingSpec {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private TrainingSpec() {}

  /** A request as JSON; what is as by default is left out. Ends with a line end. */
  public static String write(TrainingRequest request) {
    TrainingApi.Create create = request.create();
    GitCommit source = create.gitModel();
    JsonObject spec = new JsonObject();
    spec.addProperty("name", create.name());
    spec.addProperty(
        "image", create.containerImage().image() + ":" + create.containerImage().tag());
    create.containerImage().registryId().ifPresent(id -> spec.addProperty("registry", id));
    spec.addProperty("dataset", create.dataSetId());
    spec.addProperty("repository", source.owner() + "/" + source.repository());
    source.gitId().ifPresent(id -> spec.addProperty("git", id));
    source.branch().ifPresent(branch -> spec.addProperty("branch", branch));
    source.commitId().ifPresent(commit -> spec.addProperty("commit", commit));
    spec.addProperty("entryPoint", create.entryPoint());
    spec.addProperty("cpu", create.cpu());
    spec.addProperty("memory", create.memory());
    spec.addProperty("gpu", create.gpu());
    create.partition().ifPresent(partition -> spec.addProperty("partition", partition));
    addLists(request, spec);
    if (!create.memo().isEmpty()) {
      spec.addProperty("memo", create.memo());
    }
    if (create.zip()) {
      spec.addProperty("zip", true);
    }
    if (create.localDataSet()) {
      spec.addProperty("localDataset", true);
    }
    return GSON.toJson(spec) + "\n";
  }

  private static void addLists(TrainingRequest request, JsonObject spec) {
    TrainingApi.Create create = request.create();
    if (!request.options().isEmpty()) {
      JsonObject options = new JsonObject();
      request.options().forEach(options::addProperty);
      spec.add("options", options);
    }
    JsonArray ports = new JsonArray();
    create.ports().forEach(ports::add);
    JsonArray parents = new JsonArray();
    create.parentIds().forEach(parents::add);
    JsonArray tags = new JsonArray();
    create.tags().forEach(tags::add);
    addFilled(spec, "ports", ports);
    addFilled(spec, "parents", parents);
    addFilled(spec, "tags", tags);
  }

  private static void addFilled(JsonObject spec, String name, JsonArray values) {
    if (!values.isEmpty()) {
      spec.add(name, values);
    }
  }

  /**
   * A request that may be changed before it is built.
   *
   * @throws IllegalArgumentException if the text is no JSON object with these fields; what is
   *     missing is found when the request is built
   */
  public static TrainingRequest.Builder read(String json) {
    JsonElement parsed;
    try {
      parsed = JsonParser.parseString(json);
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("bad spec: expected a JSON object, found other text", e);
    }
    if (!parsed.isJsonObject()) {
      throw new IllegalArgumentException("bad spec: expected a JSON object, found another value");
    }
    SpecFields fields = new SpecFields(parsed.getAsJsonObject());
    TrainingRequest.Builder request = TrainingRequest.builder(fields.text("name").orElse(""));
    fields.text("image").map(TrainingSpec::image).ifPresent(request::image);
    fields.number("registry").ifPresent(request::registry);
    fields.number("dataset").ifPresent(request::dataSet);
    fields.text("repository").map(TrainingSpec::source).ifPresent(request::source);
    fields.number("git").ifPresent(request::git);
    fields.text("branch").ifPresent(request::branch);
    fields.text("commit").ifPresent(request::commit);
    fields.text("entryPoint").ifPresent(request::entryPoint);
    fields.count("cpu").ifPresent(request::cpu);
    fields.count("memory").ifPresent(request::memoryGb);
    fields.count("gpu").ifPresent(request::gpu);
    fields.text("partition").ifPresent(request::partition);
    fields.texts("options").forEach(request::option);
    fields.counts("ports").forEach(request::port);
    fields.numbers("parents").forEach(request::parent);
    fields.text("memo").ifPresent(request::memo);
    request.tags(fields.list("tags"));
    fields.truth("zip").ifPresent(request::zip);
    fields.truth("localDataset").ifPresent(request::localDataSet);
    fields.complainOfOthers();
    return request;
  }

  /** The registry's host may have a port, so the last colon after the last slash counts. */
  private static Container.Image image(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= text.lastIndexOf('/')) {
      throw new IllegalArgumentException(
          "bad image: expected IMAGE:TAG, found '%s'".formatted(text));
    }
    return Container.Image.of(text.substring(0, colon), text.substring(colon + 1));
  }

  private static GitCommit source(String text) {
    int slash = text.lastIndexOf('/');
    if (slash < 1 || slash == text.length() - 1) {
      throw new IllegalArgumentException(
          "bad repository: expected OWNER/NAME, found '%s'".formatted(text));
    }
    return GitCommit.of(text.substring(0, slash), text.substring(slash + 1));
  }
}
