package dev.hibi.training;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.WholeFiles;
import dev.hibi.model.network.Layer.Parameter;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.StepSpec;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * All that a run needs to go on from a step as if it had never stopped.
 *
 * <p>The order of samples and the learning rate follow from seed, epoch and step, so nothing else
 * of them is kept. How it lies on the disk: {@link CheckpointFolder}.
 *
 * @param weights what learns and what moves with it, under torchvision's names
 * @param optimizerState {@code step} and the optimizer's tensors
 */
record Checkpoint(StateDict weights, StateDict optimizerState, State state) {
  private static final int FORMAT = 3;
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /**
   * What stands in {@code state.json}, beside {@code format} (3).
   *
   * @param started when the run began, ISO 8601 in UTC
   * @param settings which must be the same when the run goes on, but for the environment
   * @param position how far the run is: {@code epoch}, the number of finished epochs, {@code step},
   *     the number of updates, and within an epoch {@code underWay} with {@code samples}, {@code
   *     lossSum} and {@code seconds}
   * @param history a record of each finished epoch
   */
  record State(
      String started, RunSettings settings, EpochPosition position, List<EpochMetrics> history) {
    State {
      history = List.copyOf(history);
    }

    /** Of a run that begins. */
    static State first(String started, RunSettings settings) {
      return new State(started, settings, EpochPosition.after(0, 0), List.of());
    }

    /** Of a run as it begins now, or as it goes on after a checkpoint. */
    static State begin(RunSettings settings, Optional<Checkpoint> checkpoint) {
      if (checkpoint.isEmpty()) {
        return first(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), settings);
      }
      State state = checkpoint.get().state();
      return new State(state.started(), settings, state.position(), state.history());
    }

    int epoch() {
      return history.size();
    }

    /** The epoch, from 1, in which the weights were learned last. */
    int epochOfWeights() {
      return position.isBetweenEpochs() ? Math.max(1, epoch()) : epoch() + 1;
    }

    /** Number of updates before the optimizer was new: before the stage, or none. */
    private long firstStep() {
      int before =
          settings.network().stage(epochOfWeights()).map(Stages.Stage::firstEpoch).orElse(1) - 1;
      return before == 0 ? 0 : history.get(before - 1).step();
    }

    /** This at a later position. */
    State at(EpochPosition later, List<EpochMetrics> finished) {
      return new State(started, settings, later, finished);
    }

    /** Where the run stands, in words. */
    String where() {
      return position.isBetweenEpochs()
          ? "epoch " + epoch()
          : "step %d in epoch %d".formatted(position.step(), epoch() + 1);
    }

    String toJson() {
      JsonObject json = new JsonObject();
      json.addProperty("format", FORMAT);
      json.addProperty("epoch", epoch());
      json.addProperty("step", position.step());
      if (!position.isBetweenEpochs()) {
        JsonObject underWay = new JsonObject();
        underWay.addProperty("samples", position.samples());
        underWay.addProperty("lossSum", position.lossSum()); // a double's shortest text is exact
        underWay.addProperty("seconds", position.seconds());
        json.add("underWay", underWay);
      }
      json.addProperty("started", started);
      json.add("settings", SettingsJson.write(settings));
      json.add("history", GSON.toJsonTree(history));
      return GSON.toJson(json) + "\n";
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws IOException if it is something else, of another format, or contradicts itself
     */
    static State read(Path file) throws IOException {
      String text = WholeFiles.readText(file);
      try {
        JsonObject json = JsonParser.parseString(text).getAsJsonObject();
        requireFormat(json, file);
        List<EpochMetrics> history =
            List.of(GSON.fromJson(json.get("history"), EpochMetrics[].class));
        State state =
            new State(
                json.get("started").getAsString(),
                RunSettings.fromJson(json.getAsJsonObject("settings").toString()),
                position(json),
                history);
        state.requireCoherent(file);
        return state;
      } catch (RuntimeException e) { // of many kinds: no JSON, absent, of another type, refused
        throw new IOException(
            "bad checkpoint: expected the state of a run, found '%s' (%s)"
                .formatted(complaint(e), file),
            e);
      }
    }

    /** The first line of what was thrown, without the name of a class of Gson's. */
    private static String complaint(RuntimeException e) {
      Throwable said = e.getCause() instanceof IOException cause ? cause : e;
      return String.valueOf(said.getMessage()).lines().findFirst().orElse("");
    }

    /**
     * Checks that a file is a state of this format, as far as can be seen without its digest.
     *
     * @throws IOException if it is of another one
     */
    static void requireFormat(Path file) throws IOException {
      try {
        JsonElement json = JsonParser.parseString(WholeFiles.readText(file));
        if (json.isJsonObject() && json.getAsJsonObject().has("format")) {
          requireFormat(json.getAsJsonObject(), file);
        }
      } catch (RuntimeException e) {
        return; // no JSON, or a format that is no number: the digest will not fit either
      }
    }

    private static void requireFormat(JsonObject json, Path file) throws IOException {
      if (!json.has("format") || json.get("format").getAsInt() != FORMAT) {
        throw new IOException(
            "unsupported checkpoint: expected format %d, found %s (%s)"
                .formatted(FORMAT, json.get("format"), file));
      }
    }

    private static EpochPosition position(JsonObject json) {
      int epoch = json.get("epoch").getAsInt();
      long step = json.get("step").getAsLong();
      if (!json.has("underWay")) {
        return EpochPosition.after(epoch, step);
      }
      JsonObject underWay = json.getAsJsonObject("underWay");
      return new EpochPosition(
          epoch,
          step,
          underWay.get("samples").getAsLong(),
          underWay.get("lossSum").getAsDouble(),
          underWay.get("seconds").getAsDouble());
    }

    /** Refuses a state whose parts cannot have been written together. */
    private void requireCoherent(Path file) throws IOException {
      require(
          position.epochs() == history.size(),
          "a history of epoch",
          position.epochs(),
          history.size(),
          file);
      long step = 0;
      for (int i = 0; i < history.size(); i++) {
        EpochMetrics epoch = Objects.requireNonNull(history.get(i));
        require(epoch.epoch() == i + 1, "the history of epoch", i + 1, epoch.epoch(), file);
        require(epoch.step() > step, "more steps than", step, epoch.step(), file);
        step = epoch.step();
      }
      boolean follows =
          position.isBetweenEpochs()
              ? position.step() == step
              : position.step() > step && position.samples() > 0;
      require(follows, "a step after", step, position.step(), file);
      long samples = settings.data().training().summary().samples();
      require(position.samples() <= samples, "samples of", samples, position.samples(), file);
      require(Double.isFinite(position.lossSum()), "a loss of finite", 0, position.lossSum(), file);
    }

    private static void require(
        boolean holds, String what, Number expected, Number found, Path file) throws IOException {
      if (!holds) {
        throw new IOException(
            "contradictory checkpoint: expected %s %s, found %s (%s)"
                .formatted(what, expected, found, file));
      }
    }
  }

  /**
   * Checks that the tensors are those of the network that the state tells, at its step.
   *
   * @throws IOException if one is missing, unexpected or of another shape; names the first
   */
  void requireWhole(Path directory) throws IOException {
    RunSettings settings = state.settings();
    NetworkDefinition learning =
        settings.network().during(state.epochOfWeights()).learning(settings.data().labels().size());
    List<String> expected = new ArrayList<>();
    List<String> remembered = new ArrayList<>(List.of(OptimizerSpec.STEP + " int64[]"));
    for (Parameter parameter : learning.parameters()) {
      expected.add(parameter.name() + " " + parameter.type() + parameter.shape());
    }
    for (String memory : settings.recipe().optimizer().memory()) {
      for (Parameter parameter : learning.parameters()) {
        if (parameter.learns()) {
          remembered.add(
              memory + "." + parameter.name() + " " + parameter.type() + parameter.shape());
        }
      }
    }
    if (settings.recipe().step().averages()) {
      for (Parameter parameter : learning.parameters()) {
        remembered.add(
            StepSpec.AVERAGE + parameter.name() + " " + parameter.type() + parameter.shape());
      }
    }
    requireSame("weights", expected, weights, directory);
    requireSame("optimizer", remembered, optimizerState, directory);
    State.require(
        optimizerState.get(OptimizerSpec.STEP).toLong()
            == state.position().step() - state.firstStep(),
        "an optimizer at step",
        state.position().step() - state.firstStep(),
        optimizerState.get(OptimizerSpec.STEP).toLong(),
        directory);
  }

  private static void requireSame(
      String part, List<String> expected, StateDict tensors, Path directory) throws IOException {
    List<String> found = new ArrayList<>();
    for (Map.Entry<String, Tensor> tensor : tensors.asMap().entrySet()) {
      found.add(tensor.getKey() + " " + tensor.getValue());
    }
    if (!found.equals(expected)) {
      List<String> missing = new ArrayList<>(expected);
      missing.removeAll(found);
      List<String> unexpected = new ArrayList<>(found);
      unexpected.removeAll(expected);
      throw new IOException(
          "contradictory checkpoint: expected %d tensors in their order, found %d, missing %s,"
                  .formatted(expected.size(), found.size(), firstOf(missing))
              + " unexpected %s (%s of %s)".formatted(firstOf(unexpected), part, directory));
    }
  }

  private static String firstOf(List<String> names) {
    return names.isEmpty() ? "none" : names.get(0);
  }
}
