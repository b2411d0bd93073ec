package dev.hibi.training;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.hibi.ClassLabels;
import dev.hibi.DataSummary;
import dev.hibi.Preparation;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.network.StepSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@link RunSettings} as a JSON object: {@code format}, then a member for each setting. {@code
 * weightsSha256} is absent where training begins from random weights, {@code features} where they
 * are {@code layer4:mean} alone, {@code standardized} where they are not, {@code trainFrom} and
 * {@code views} where nothing is frozen, {@code stages}, a {@link Stages} by its members' names,
 * but in mode {@code staged}. {@code trainingData} and {@code testData} are a {@link DataSummary}
 * with its {@link Preparation} as the last member; {@code optimizer} and {@code schedule} have a
 * {@code name} and their numbers; {@code changes} are absent where there are none. {@code
 * validationData}, {@code select} ({@code best}) and {@code earlyStopping} are absent where nothing
 * of the kind was asked for, and so is {@code step}, a {@link StepSpec} by its members' names.
 */
final class SettingsJson {
  private static final int FORMAT = 1;
  private static final String FEATURES = "features";
  private static final String STANDARDIZED = "standardized";
  private static final String TRAIN_FROM = "trainFrom";
  private static final String VIEWS = "views";
  private static final String STAGES = "stages";
  private static final String NORMAL = "normal";
  private static final Gson GSON = new Gson();

  private SettingsJson() {}

  static JsonObject write(RunSettings settings) {
    RunSettings.Network network = settings.network();
    RunSettings.Data data = settings.data();
    RunSettings.Recipe recipe = settings.recipe();
    JsonObject json = new JsonObject();
    json.addProperty("format", FORMAT);
    json.addProperty("backbone", network.backbone().id());
    json.addProperty("mode", network.mode().id());
    network.weightsSha256().ifPresent(sha256 -> json.addProperty("weightsSha256", sha256));
    json.addProperty("freezeBatchNorm", network.freezeBatchNorm());
    if (!network.features().equals(PooledLayer.DEFAULT)) {
      json.add(FEATURES, GSON.toJsonTree(PooledLayer.ids(network.features())));
    }
    if (network.standardized()) {
      json.addProperty(STANDARDIZED, true);
    }
    if (network.frozen().isPresent()) {
      json.addProperty(TRAIN_FROM, network.frozen().get().id());
      json.addProperty(VIEWS, network.frozen().get().views());
    }
    network.stages().ifPresent(stages -> json.add(STAGES, GSON.toJsonTree(stages)));
    network.normal().ifPresent(normal -> json.add(NORMAL, write(normal)));
    json.add("labels", GSON.toJsonTree(data.labels().names()));
    json.add("trainingData", write(data.training()));
    json.add("testData", write(data.test()));
    data.validation().ifPresent(images -> json.add("validationData", write(images)));
    json.addProperty("epochs", recipe.epochs());
    json.addProperty("batchSize", recipe.batchSize());
    json.addProperty("learningRate", recipe.learningRate());
    json.add("optimizer", named(recipe.optimizer().id(), recipe.optimizer()));
    json.add("schedule", named(recipe.schedule().id(), recipe.schedule()));
    json.addProperty("seed", recipe.seed());
    json.addProperty("sampler", recipe.sampler());
    json.addProperty("precision", recipe.precision());
    if (recipe.selection().best()) {
      json.addProperty("select", recipe.selection().id());
    }
    if (recipe.selection().patience() > 0) {
      json.addProperty("earlyStopping", recipe.selection().patience());
    }
    if (!recipe.step().equals(StepSpec.PLAIN)) {
      json.add("step", GSON.toJsonTree(recipe.step()));
    }
    json.addProperty("device", settings.environment().device());
    json.addProperty("computeThreads", settings.environment().computeThreads());
    json.add("versions", GSON.toJsonTree(settings.environment().versions()));
    if (!settings.changes().isEmpty()) {
      json.add("changes", GSON.toJsonTree(settings.changes()));
    }
    return json;
  }

  private static JsonObject write(RunSettings.Images images) {
    JsonObject json = GSON.toJsonTree(images.summary()).getAsJsonObject();
    json.add("preparation", GSON.toJsonTree(images.preparation()));
    return json;
  }

  private static JsonObject named(String name, Object numbers) {
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    GSON.toJsonTree(numbers)
        .getAsJsonObject()
        .entrySet()
        .forEach(e -> json.add(e.getKey(), e.getValue()));
    return json;
  }

  /**
   * Reads what {@link #write} gave, as text.
   *
   * @throws IllegalArgumentException if it is something else, or of another version
   */
  static RunSettings read(String text) {
    JsonObject json = object(text);
    int format = json.has("format") ? json.get("format").getAsInt() : 0;
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "unsupported run settings: expected format %d, found %s"
              .formatted(FORMAT, json.get("format")));
    }
    try {
      return new RunSettings(
          network(json), data(json), recipe(json), environment(json), changes(json));
    } catch (RuntimeException e) { // of many kinds: absent, of another type, refused by its class
      throw new IllegalArgumentException(
          "bad run settings: expected those of a run, found '%s' (in %s)"
              .formatted(e.getMessage(), text),
          e);
    }
  }

  private static JsonObject object(String text) {
    try {
      return JsonParser.parseString(text).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new IllegalArgumentException(
          "bad run settings: expected a JSON object, found '" + text + "'", e);
    }
  }

  private static RunSettings.Network network(JsonObject json) {
    return new RunSettings.Network(
        Backbone.of(json.get("backbone").getAsString()),
        TrainingMode.of(json.get("mode").getAsString()),
        Optional.ofNullable(json.get("weightsSha256")).map(JsonElement::getAsString),
        json.get("freezeBatchNorm").getAsBoolean(),
        json.has(FEATURES) ? features(json.getAsJsonArray(FEATURES)) : PooledLayer.DEFAULT,
        json.has(STANDARDIZED) && json.get(STANDARDIZED).getAsBoolean(),
        json.has(TRAIN_FROM)
            ? Optional.of(
                FrozenPrefix.before(json.get(TRAIN_FROM).getAsString(), json.get(VIEWS).getAsInt()))
            : Optional.empty(),
        Optional.ofNullable(json.get(STAGES)).map(stages -> GSON.fromJson(stages, Stages.class)),
        Optional.ofNullable(json.getAsJsonObject(NORMAL)).map(SettingsJson::normal));
  }

  private static JsonObject write(NormalOptions normal) {
    JsonObject json = new JsonObject();
    json.addProperty("stride", normal.stride());
    json.addProperty("bankRows", normal.bankRows());
    json.addProperty("falseAlarms", normal.falseAlarms());
    json.addProperty("percent", normal.percent());
    normal.positive().ifPresent(name -> json.addProperty("positive", name));
    return json;
  }

  private static NormalOptions normal(JsonObject json) {
    return new NormalOptions(
        json.get("stride").getAsInt(),
        json.get("bankRows").getAsInt(),
        json.get("falseAlarms").getAsDouble(),
        json.get("percent").getAsInt(),
        Optional.ofNullable(json.get("positive")).map(JsonElement::getAsString));
  }

  private static List<PooledLayer> features(JsonArray ids) {
    return ids.asList().stream().map(id -> PooledLayer.of(id.getAsString())).toList();
  }

  private static RunSettings.Data data(JsonObject json) {
    List<String> labels =
        json.getAsJsonArray("labels").asList().stream().map(JsonElement::getAsString).toList();
    return new RunSettings.Data(
        new ClassLabels(labels),
        images(json.getAsJsonObject("trainingData")),
        images(json.getAsJsonObject("testData")),
        Optional.ofNullable(json.getAsJsonObject("validationData")).map(SettingsJson::images));
  }

  private static RunSettings.Images images(JsonObject json) {
    JsonObject summary = json.deepCopy();
    if (!summary.has("order")) { // which was not written at first
      summary.addProperty("order", "");
    }
    return new RunSettings.Images(
        GSON.fromJson(summary, DataSummary.class),
        GSON.fromJson(json.getAsJsonObject("preparation"), Preparation.class));
  }

  private static RunSettings.Recipe recipe(JsonObject json) {
    return new RunSettings.Recipe(
        json.get("epochs").getAsInt(),
        json.get("batchSize").getAsInt(),
        json.get("learningRate").getAsDouble(),
        optimizer(json.getAsJsonObject("optimizer")),
        schedule(json.getAsJsonObject("schedule")),
        json.get("seed").getAsLong(),
        json.has("sampler") ? json.get("sampler").getAsString() : RunSettings.Recipe.FISHER_YATES,
        json.get("precision").getAsString(),
        selection(json),
        json.has("step") ? GSON.fromJson(json.get("step"), StepSpec.class) : StepSpec.PLAIN);
  }

  private static EpochSelection selection(JsonObject json) {
    String id = json.has("select") ? json.get("select").getAsString() : EpochSelection.LAST.id();
    int patience = json.has("earlyStopping") ? json.get("earlyStopping").getAsInt() : 0;
    EpochSelection selection = new EpochSelection(id.equals("best"), patience);
    if (!selection.id().equals(id)) {
      throw new IllegalArgumentException(
          "unknown selection: expected best or last, found '" + id + "'");
    }
    return selection;
  }

  private static OptimizerSpec optimizer(JsonObject json) {
    String name = json.get("name").getAsString();
    return switch (name) {
      case "sgd" -> GSON.fromJson(json, OptimizerSpec.Sgd.class);
      case "adam", "adam-amsgrad", "adamw", "adamw-amsgrad" ->
          GSON.fromJson(json, OptimizerSpec.Adam.class);
      default ->
          throw new IllegalArgumentException(
              "unknown optimizer: expected one of sgd, adam, adam-amsgrad, adamw, adamw-amsgrad,"
                  + " found '"
                  + name
                  + "'");
    };
  }

  private static LearningRateSchedule schedule(JsonObject json) {
    String name = json.get("name").getAsString();
    return switch (name) {
      case "constant" -> new LearningRateSchedule.Constant();
      case "multistep" -> GSON.fromJson(json, LearningRateSchedule.MultiStep.class);
      case "cosine" -> GSON.fromJson(json, LearningRateSchedule.Cosine.class);
      case "cosine-restarts" -> GSON.fromJson(json, LearningRateSchedule.CosineRestarts.class);
      case "one-cycle" -> GSON.fromJson(json, LearningRateSchedule.OneCycle.class);
      case "plateau" -> GSON.fromJson(json, LearningRateSchedule.Plateau.class);
      default ->
          throw new IllegalArgumentException(
              "unknown schedule: expected constant, multistep, cosine, cosine-restarts, one-cycle"
                  + " or plateau, found '"
                  + name
                  + "'");
    };
  }

  private static List<RunSettings.Change> changes(JsonObject json) {
    return json.has("changes")
        ? List.of(GSON.fromJson(json.get("changes"), RunSettings.Change[].class))
        : List.of();
  }

  private static RunSettings.Environment environment(JsonObject json) {
    Map<String, String> versions = new LinkedHashMap<>();
    json.getAsJsonObject("versions")
        .entrySet()
        .forEach(version -> versions.put(version.getKey(), version.getValue().getAsString()));
    return new RunSettings.Environment(
        json.get("device").getAsString(), json.get("computeThreads").getAsInt(), versions);
  }
}
