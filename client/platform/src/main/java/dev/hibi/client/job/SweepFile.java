package dev.hibi.client.job;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.hibi.ProcessLock;
import dev.hibi.WholeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a sweep remembers, so that another program can go on with it: JSON, written anew at every
 * change.
 *
 * <pre>
 * {"version": 1, "sweep": "5f0c…", "name": "cracks",
 *  "request": {"image": "hibi:1", "data set": "7", "command": "hibi train --kqi", ...}, "trials": [
 *   {"index": 0, "options": {"LR": "0.1"}, "trainingId": 17, "outcome": "COMPLETED",
 *    "halted": false, "objective": 0.99, "metrics": {"accuracy": 0.99}}]}
 * </pre>
 */
final class SweepFile {
  private static final int VERSION = 1;
  private static final Gson GSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .serializeSpecialFloatingPointValues()
          .create();

  private final Path file;

  /**
   * Keeps a sweep to one program: of two, each would start what the other has not written down.
   *
   * @throws IOException if another program, or another thread of this one, runs it
   */
  static ProcessLock lock(Path file) throws IOException {
    Path path = file.toAbsolutePath().resolveSibling("." + file.getFileName() + ".lock");
    Files.createDirectories(path.resolveSibling("."));
    return ProcessLock.take(path)
        .orElseThrow(
            () ->
                new IOException(
                    "sweep file in use: expected no other sweep, found one (" + file + ")"));
  }

  SweepFile(Path file) {
    this.file = file;
  }

  /**
   * What is in the file.
   *
   * @param sweep by which its jobs' submission ids begin
   * @param name of its jobs
   * @param request what they share ({@link SweepIdentity}); empty in a file that is older than this
   */
  record State(String sweep, String name, Map<String, String> request, List<Trial> trials) {
    /** Copies the trials. */
    State {
      request = Map.copyOf(request);
      trials = List.copyOf(trials);
    }
  }

  /** The file's JSON. */
  private record Stored(
      int version,
      @Nullable String sweep,
      @Nullable String name,
      @Nullable Map<String, String> request,
      @Nullable List<StoredTrial> trials) {}

  /** A {@link Trial} in it. */
  private record StoredTrial(
      int index,
      @Nullable Map<String, String> options,
      @Nullable Long trainingId,
      JobResult.@Nullable Outcome outcome,
      boolean halted,
      @Nullable Double objective,
      @Nullable Map<String, Double> metrics) {

    static StoredTrial of(Trial trial) {
      return new StoredTrial(
          trial.index(),
          trial.options(),
          trial.trainingId().orElse(null),
          trial.outcome().orElse(null),
          trial.halted(),
          trial.objective().orElse(null),
          trial.metrics());
    }

    Trial trial() {
      return new Trial(
          index,
          orEmpty(options),
          Optional.ofNullable(trainingId),
          Optional.ofNullable(outcome),
          halted,
          Optional.ofNullable(objective),
          orEmpty(metrics));
    }

    private static <V> Map<String, V> orEmpty(@Nullable Map<String, V> values) {
      return values == null ? Map.of() : values;
    }
  }

  /**
   * Reads what another program has left.
   *
   * @param request what this sweep's jobs share
   * @param space of this sweep
   * @return empty if there is no file
   * @throws IOException if it is not readable, or of another sweep
   */
  Optional<State> read(String name, Map<String, String> request, SweepSpace space)
      throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    State state = parse(WholeFiles.readText(file));
    List<Map<String, String>> found = state.trials().stream().map(Trial::options).toList();
    if (!state.name().equals(name) || !space.holds(found)) {
      throw new IOException(
          "another sweep: expected %d trials of %s, found %d of %s or other options (%s)"
              .formatted(space.trials().size(), name, found.size(), state.name(), file));
    }
    Optional<String> difference = SweepIdentity.difference(request, state.request());
    if (difference.isPresent()) {
      throw new IOException("another sweep: %s (%s)".formatted(difference.get(), file));
    }
    return Optional.of(state);
  }

  private State parse(String text) throws IOException {
    Stored stored;
    try {
      stored = GSON.fromJson(text, Stored.class);
    } catch (JsonParseException e) {
      throw new IOException("bad sweep file: expected JSON, found other text (" + file + ")", e);
    }
    if (stored == null || stored.version() != VERSION) {
      throw new IOException(
          "bad sweep file: expected version %d, found %s (%s)"
              .formatted(VERSION, stored == null ? "nothing" : stored.version(), file));
    }
    List<StoredTrial> trials = stored.trials() == null ? List.of() : stored.trials();
    return new State(
        Objects.requireNonNullElse(stored.sweep(), ""),
        Objects.requireNonNullElse(stored.name(), ""),
        stored.request() == null ? Map.of() : stored.request(),
        trials.stream().map(StoredTrial::trial).toList());
  }

  void write(String sweep, String name, Map<String, String> request, List<Trial> trials)
      throws IOException {
    List<StoredTrial> stored = trials.stream().map(StoredTrial::of).toList();
    writeWhole(GSON.toJson(new Stored(VERSION, sweep, name, request, stored)) + "\n");
  }

  private void writeWhole(String text) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    WholeFiles.writeFile(file, WholeFiles.text(text));
  }
}
