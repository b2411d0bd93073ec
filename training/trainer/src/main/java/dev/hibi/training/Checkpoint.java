package dev.hibi.training;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.hibi.DataSummary;
import dev.hibi.WholeFiles;
import dev.hibi.model.Provenance;
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
  private static final int FORMAT = 1;
  private static final int KEPT = 2;
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /**
   * What stands in {@code state.json}.
   *
   * @param format version of this layout, {@value Checkpoint#FORMAT}
   * @param epoch number of finished epochs, which is the sampler's position
   * @param step number of updates, which is the schedule's position
   * @param provenance settings, seed and data, which must be the same when the run goes on, and
   *     where and with what it ran
   * @param history a record of each finished epoch
   */
  record State(
      int format, int epoch, long step, Provenance provenance, List<EpochMetrics> history) {}

  /** The state after the last epoch of a history. */
  static State state(Provenance provenance, List<EpochMetrics> history) {
    EpochMetrics last = history.get(history.size() - 1);
    return new State(FORMAT, last.epoch(), last.step(), provenance, List.copyOf(history));
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
              directory.resolve("state.json"), WholeFiles.text(GSON.toJson(state) + "\n"));
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
    Path file = directory.resolve("state.json");
    try {
      State state = GSON.fromJson(Files.readString(file), State.class);
      if (state == null || state.format() != FORMAT) {
        throw new IOException(
            "unsupported checkpoint: expected format %d, found %s (%s)"
                .formatted(FORMAT, state == null ? "none" : state.format(), file));
      }
      return new Checkpoint(
          Safetensors.read(directory.resolve("weights.safetensors")),
          Safetensors.read(directory.resolve("optimizer.safetensors")),
          state);
    } catch (JsonParseException e) {
      throw new IOException(
          "bad checkpoint: expected JSON, found '%s' (%s)".formatted(e.getMessage(), file), e);
    }
  }

  private static List<Path> list(Path checkpoints) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(checkpoints)) {
      try (DirectoryStream<Path> entries =
          Files.newDirectoryStream(checkpoints, "epoch-[0-9][0-9][0-9][0-9]*")) {
        entries.forEach(found::add);
      }
    }
    found.sort(Comparator.comparingInt(Checkpoint::epoch));
    return found;
  }

  private static int epoch(Path directory) {
    return Integer.parseInt(directory.getFileName().toString().substring("epoch-".length()));
  }

  /**
   * Checks that a run of these settings and data may go on from here.
   *
   * @throws IOException if anything differs; the message names each difference
   */
  void requireSameRun(Provenance now, Path checkpoints) throws IOException {
    Provenance before = state.provenance();
    List<String> differences = new ArrayList<>();
    now.configuration()
        .forEach(
            (name, value) -> {
              String former = before.configuration().getOrDefault(name, "none");
              if (!former.equals(value)) {
                differences.add("%s: expected %s, found %s".formatted(name, former, value));
              }
            });
    compare("training data", before.trainingData(), now.trainingData(), differences);
    compare("test data", before.testData(), now.testData(), differences);
    if (!differences.isEmpty()) {
      throw new IOException(
          "checkpoint of another run: %s (%s)"
              .formatted(String.join("; ", differences), checkpoints));
    }
  }

  private static void compare(
      String name, DataSummary before, DataSummary now, List<String> differences) {
    if (!before.equals(now)) {
      differences.add("%s: expected %s, found %s".formatted(name, brief(before), brief(now)));
    }
  }

  private static String brief(DataSummary data) {
    return data.samples() + " samples " + data.countPerClass() + " " + data.sha256();
  }
}
