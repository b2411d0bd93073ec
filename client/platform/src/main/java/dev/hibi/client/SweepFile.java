package dev.hibi.client;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a sweep remembers, so that another program can go on with it: JSON, written anew at every
 * change.
 *
 * <pre>
 * {"version": 1, "sweep": "5f0c…", "name": "cracks", "trials": [
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
          .registerTypeAdapterFactory(new RecordFactory())
          .create();

  private final Path file;

  SweepFile(Path file) {
    this.file = file;
  }

  /**
   * What is in the file.
   *
   * @param sweep by which its jobs' submission ids begin
   * @param name of its jobs
   */
  record State(int version, String sweep, String name, List<Trial> trials) {
    /** Copies the trials. */
    public State {
      trials = List.copyOf(trials);
    }
  }

  /**
   * Reads what another program has left.
   *
   * @param trials those of this sweep, not started
   * @return empty if there is no file
   * @throws IOException if it is not readable, or of another sweep
   */
  Optional<State> read(String name, List<Map<String, String>> trials) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    State state;
    try {
      state = GSON.fromJson(Files.readString(file), State.class);
    } catch (JsonParseException e) {
      throw new IOException("bad sweep file: expected JSON, found other text (" + file + ")", e);
    }
    if (state == null || state.version() != VERSION) {
      throw new IOException(
          "bad sweep file: expected version %d, found %s (%s)"
              .formatted(VERSION, state == null ? "nothing" : state.version(), file));
    }
    List<Map<String, String>> found = state.trials().stream().map(Trial::options).toList();
    if (!state.name().equals(name) || !found.equals(trials)) {
      throw new IOException(
          "another sweep: expected %d trials of %s, found %d of %s or other options (%s)"
              .formatted(trials.size(), name, found.size(), state.name(), file));
    }
    return Optional.of(state);
  }

  void write(String sweep, String name, List<Trial> trials) throws IOException {
    Path whole = file.toAbsolutePath();
    Path folder = Objects.requireNonNull(whole.getParent());
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, whole.getFileName() + ".", ".part");
    try {
      Files.writeString(part, GSON.toJson(new State(VERSION, sweep, name, trials)) + "\n");
      Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
