package dev.hibi.training;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.WholeFiles;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that a run needs to go on after an epoch as if it had never stopped: a directory {@code
 * epoch-0003} with
 *
 * <ul>
 *   <li>{@code weights.safetensors}, what learns and what moves with it, under torchvision's names;
 *   <li>{@code optimizer.safetensors}, {@code step} and the optimizer's tensors;
 *   <li>{@code state.json}, see {@link State}.
 * </ul>
 *
 * <p>The order of samples and the learning rate follow from seed, epoch and step, so nothing else
 * of them is kept. The directory appears whole or not at all; the two latest are kept.
 */
record Checkpoint(StateDict weights, StateDict optimizerState, State state) {
  private static final Logger log = LoggerFactory.getLogger(Checkpoint.class);
  private static final int FORMAT = 2;
  private static final Pattern NAME = Pattern.compile("epoch-[0-9]{4,9}");
  private static final int KEPT = 2;
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /**
   * What stands in {@code state.json}, beside {@code format} (2), {@code epoch}, the number of
   * finished epochs, which is the sampler's position, and {@code step}, the number of updates,
   * which is the schedule's.
   *
   * @param started when the run began, ISO 8601 in UTC
   * @param settings which must be the same when the run goes on, but for the environment
   * @param history a record of each finished epoch
   */
  record State(String started, RunSettings settings, List<EpochMetrics> history) {
    State {
      history = List.copyOf(history);
    }

    int epoch() {
      return history.size();
    }

    /** This after so many epochs. */
    State with(List<EpochMetrics> finished) {
      return new State(started, settings, finished);
    }

    private String toJson() {
      JsonObject json = new JsonObject();
      json.addProperty("format", FORMAT);
      json.addProperty("epoch", epoch());
      json.addProperty("step", history.get(history.size() - 1).step());
      json.addProperty("started", started);
      json.add("settings", SettingsJson.write(settings));
      json.add("history", GSON.toJsonTree(history));
      return GSON.toJson(json) + "\n";
    }

    private static State read(Path file) throws IOException {
      try {
        JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        if (!json.has("format") || json.get("format").getAsInt() != FORMAT) {
          throw new IOException(
              "unsupported checkpoint: expected format %d, found %s (%s)"
                  .formatted(FORMAT, json.get("format"), file));
        }
        return new State(
            json.get("started").getAsString(),
            RunSettings.fromJson(json.getAsJsonObject("settings").toString()),
            List.of(GSON.fromJson(json.get("history"), EpochMetrics[].class)));
      } catch (RuntimeException e) { // of many kinds: no JSON, absent, of another type, refused
        throw new IOException(
            "bad checkpoint: expected the state of a run, found '%s' (%s)"
                .formatted(e.getMessage(), file),
            e);
      }
    }
  }

  /** Writes this into its directory below the given one, and removes all but the latest two. */
  void write(Path checkpoints) throws IOException {
    Files.createDirectories(checkpoints);
    WholeFiles.writeDirectory(
        checkpoints.resolve(String.format(Locale.ROOT, "epoch-%04d", state.epoch())),
        directory -> {
          WholeFiles.writeAndForce(
              directory.resolve("weights.safetensors"),
              out -> Safetensors.write(out, weights, Map.of()));
          WholeFiles.writeAndForce(
              directory.resolve("optimizer.safetensors"),
              out -> Safetensors.write(out, optimizerState, Map.of()));
          WholeFiles.writeAndForce(
              directory.resolve("state.json"), WholeFiles.text(state.toJson()));
        });
    List<Path> all = list(checkpoints);
    for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
      WholeFiles.deleteTree(old);
    }
  }

  /**
   * The latest checkpoint below a directory that can be read; one that cannot is passed over with a
   * warning.
   *
   * @return empty if there is none at all
   * @throws IOException if there are some, but none that can be read
   */
  static Optional<Checkpoint> latest(Path checkpoints) throws IOException {
    List<Path> all = list(checkpoints);
    IOException failure = null;
    for (int i = all.size() - 1; i >= 0; i--) {
      try {
        return Optional.of(read(all.get(i)));
      } catch (IOException e) {
        log.warn("checkpoint passed over: {}", e.getMessage());
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return Optional.empty();
  }

  private static Checkpoint read(Path directory) throws IOException {
    State state = State.read(directory.resolve("state.json"));
    return new Checkpoint(
        Safetensors.read(directory.resolve("weights.safetensors")),
        Safetensors.read(directory.resolve("optimizer.safetensors")),
        state);
  }

  private static List<Path> list(Path checkpoints) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(checkpoints)) {
      try (DirectoryStream<Path> entries =
          Files.newDirectoryStream(checkpoints, "epoch-[0-9][0-9][0-9][0-9]*")) {
        for (Path entry : entries) { // and nothing that somebody put beside them
          if (NAME.matcher(entry.getFileName().toString()).matches()) {
            found.add(entry);
          }
        }
      }
    }
    found.sort(Comparator.comparingInt(Checkpoint::epoch));
    return found;
  }

  private static int epoch(Path directory) {
    return Integer.parseInt(directory.getFileName().toString().substring("epoch-".length()));
  }
}
