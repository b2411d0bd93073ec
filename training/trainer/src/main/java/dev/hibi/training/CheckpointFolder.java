package dev.hibi.training;

import dev.hibi.Sha256;
import dev.hibi.WholeFiles;
import dev.hibi.model.weights.Safetensors;
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
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The checkpoints of a run, a directory each: {@code epoch-0003} after three epochs, {@code
 * epoch-0003-step-000123} after step 123, which lies in the fourth. Their names sort as they were
 * written. Each holds
 *
 * <ul>
 *   <li>{@code weights.safetensors} and {@code optimizer.safetensors}, see {@link Checkpoint};
 *   <li>{@code state.json}, see {@link Checkpoint.State};
 *   <li>{@code SHA256SUMS}, the digests of these, written last.
 * </ul>
 *
 * <p>A checkpoint appears whole or not at all. The latest are kept, and the best epoch's where the
 * model is to have its weights; what else lies in the folder is left alone.
 */
final class CheckpointFolder {
  /** The latest, and the one from which a run goes on if that is damaged. */
  private static final int KEPT = 2;

  private static final String WEIGHTS = "weights.safetensors";
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String STATE = "state.json";
  private static final List<String> FILES = List.of(WEIGHTS, OPTIMIZER, STATE);
  private static final Set<String> KNOWN = Set.of(WEIGHTS, OPTIMIZER, STATE, Sha256Sums.NAME);

  private static final Pattern NAME = Pattern.compile("epoch-([0-9]{4,9})(?:-step-([0-9]{6,18}))?");

  /** Of a process that was killed while it wrote. */
  private static final Pattern LEFT =
      Pattern.compile("\\." + NAME.pattern() + "\\.(?:[0-9]+-[0-9a-f]+|old)\\.tmp");

  private final Path folder;
  private final FitListener listener;

  /**
   * The checkpoints in a folder, which is made when one is written.
   *
   * @param listener is told of damaged ones
   */
  CheckpointFolder(Path folder, FitListener listener) {
    this.folder = folder;
    this.listener = listener;
  }

  /** The folder. */
  Path path() {
    return folder;
  }

  /**
   * A checkpoint's place.
   *
   * @param epochs that are finished
   * @param step number of updates; 0 at an epoch's end
   */
  private record Place(Path path, int epochs, long step) {
    static Place of(Path folder, EpochPosition position) {
      String epochs = String.format(Locale.ROOT, "epoch-%04d", position.epochs());
      return position.isBetweenEpochs()
          ? new Place(folder.resolve(epochs), position.epochs(), 0)
          : new Place(
              folder.resolve(epochs + String.format(Locale.ROOT, "-step-%06d", position.step())),
              position.epochs(),
              position.step());
    }
  }

  private static final Comparator<Place> ORDER =
      Comparator.comparingInt(Place::epochs).thenComparingLong(Place::step);

  /**
   * Writes a checkpoint, then removes those that are no longer needed, and those of later
   * positions.
   */
  void write(Checkpoint checkpoint) throws IOException {
    Files.createDirectories(folder);
    Place place = Place.of(folder, checkpoint.state().position());
    deleteOwn(place.path());
    Sha256Sums sums = new Sha256Sums();
    WholeFiles.writeDirectory(
        place.path(),
        directory -> {
          write(
              directory,
              sums,
              WEIGHTS,
              out -> Safetensors.write(out, checkpoint.weights(), Map.of()));
          write(
              directory,
              sums,
              OPTIMIZER,
              out -> Safetensors.write(out, checkpoint.optimizerState(), Map.of()));
          write(directory, sums, STATE, WholeFiles.text(checkpoint.state().toJson()));
          WholeFiles.writeAndForce(
              directory.resolve(Sha256Sums.NAME), WholeFiles.text(sums.text()));
        });
    Place best = bestPlace(checkpoint.state()).orElse(place);
    List<Place> all = list();
    int index = all.indexOf(place);
    for (int i = 0; i < all.size(); i++) {
      boolean old = i <= index - KEPT && !all.get(i).equals(best);
      if (i > index || old) { // a later one was damaged, or the run would be there
        deleteOwn(all.get(i).path());
      }
    }
  }

  private static void write(
      Path directory, Sha256Sums sums, String name, WholeFiles.FileWriter writer)
      throws IOException {
    WholeFiles.writeAndForce(directory.resolve(name), sums.noting(name, writer));
  }

  /**
   * The checkpoint from which a run goes on.
   *
   * @param resume whether there may be one
   * @throws IOException as {@link #latest()}; also if there is one that may not be
   */
  Optional<Checkpoint> latest(boolean resume) throws IOException {
    Optional<Checkpoint> checkpoint = latest();
    if (checkpoint.isPresent() && !resume) {
      throw new IOException(
          "output in use: expected a directory without checkpoints, or to resume, found a"
              + " checkpoint of %s (%s)".formatted(checkpoint.get().state().where(), folder));
    }
    return checkpoint;
  }

  /**
   * The latest checkpoint that is whole; listeners are told of those that are passed over.
   *
   * @return empty if there is none at all
   * @throws IOException if there are some, but none that is whole; each is named
   */
  Optional<Checkpoint> latest() throws IOException {
    List<IOException> failures = new ArrayList<>();
    List<Place> all = list();
    for (int i = all.size() - 1; i >= 0; i--) {
      try {
        Checkpoint checkpoint = read(all.get(i));
        Optional<Place> best = bestPlace(checkpoint.state());
        if (best.isPresent() && !best.get().equals(all.get(i))) {
          read(best.get()); // without it the run could not end
        }
        for (IOException failure : failures) {
          listener.onWarning("checkpoint passed over: " + failure.getMessage());
        }
        return Optional.of(checkpoint);
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw e; // nothing is wrong with the file
        }
        failures.add(e);
      }
    }
    if (failures.size() == 1) {
      throw failures.get(0);
    }
    if (!failures.isEmpty()) {
      IOException failure =
          new IOException(
              "no whole checkpoint: expected one of %d, found: %s"
                  .formatted(
                      failures.size(),
                      String.join("; ", failures.stream().map(IOException::getMessage).toList())));
      failures.forEach(failure::addSuppressed);
      throw failure;
    }
    return Optional.empty();
  }

  /** Where the weights are that a model of these epochs has; empty if the latest are taken. */
  private Optional<Place> bestPlace(Checkpoint.State state) {
    return state.settings().recipe().selection().best() && !state.history().isEmpty()
        ? Optional.of(endOf(EpochSelection.bestOf(state.history())))
        : Optional.empty();
  }

  private Place endOf(int epochs) {
    return Place.of(folder, EpochPosition.after(epochs, 0));
  }

  /** The checkpoint at the end of an epoch that was kept. */
  Checkpoint ofEpoch(int epoch) throws IOException {
    return read(endOf(epoch));
  }

  private static Checkpoint read(Place place) throws IOException {
    Path directory = place.path();
    Path stateFile = directory.resolve(STATE);
    for (String name : FILES) {
      if (!Files.isRegularFile(directory.resolve(name))) {
        throw new IOException(
            "damaged checkpoint: expected %s, found none (%s)".formatted(name, directory));
      }
    }
    Checkpoint.State.requireFormat(stateFile);
    requireDigests(directory);
    Checkpoint.State state = Checkpoint.State.read(stateFile);
    Place told = Place.of(directory.resolveSibling(""), state.position());
    if (ORDER.compare(told, place) != 0) {
      throw new IOException(
          "contradictory checkpoint: expected the state of %s, found that of %s (%s)"
              .formatted(directory.getFileName(), told.path().getFileName(), stateFile));
    }
    Checkpoint checkpoint =
        new Checkpoint(
            Safetensors.read(directory.resolve(WEIGHTS)),
            Safetensors.read(directory.resolve(OPTIMIZER)),
            state);
    checkpoint.requireWhole(directory);
    return checkpoint;
  }

  private static void requireDigests(Path directory) throws IOException {
    Sha256Sums sums = Sha256Sums.read(directory);
    for (String name : FILES) {
      String found = Sha256.of(directory.resolve(name));
      Optional<String> expected = sums.get(name);
      if (!expected.equals(Optional.of(found))) {
        throw new IOException(
            "damaged checkpoint: expected SHA-256 %s of %s, found %s (%s)"
                .formatted(expected.orElse("in a line"), name, found, directory));
      }
    }
  }

  private List<Place> list() throws IOException {
    List<Place> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        for (Path entry : entries) { // and nothing that somebody put beside them
          Matcher matcher = NAME.matcher(entry.getFileName().toString());
          if (matcher.matches() && Files.isDirectory(entry)) {
            long step = matcher.group(2) == null ? 0 : Long.parseLong(matcher.group(2));
            found.add(new Place(entry, Integer.parseInt(matcher.group(1)), step));
          }
        }
      }
    }
    found.sort(ORDER);
    return found;
  }

  /**
   * Makes the folder ready for a run that alone writes to it: what a killed one was writing goes.
   *
   * @throws IOException if a checkpoint holds files that are none of Hibi's
   */
  void prepare() throws IOException {
    for (Place place : list()) {
      OutputFolder.requireOwn("a checkpoint", place.path(), KNOWN);
    }
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, ".epoch-*.tmp")) {
        for (Path entry : entries) {
          if (LEFT.matcher(entry.getFileName().toString()).matches()) {
            deleteOwn(entry);
          }
        }
      }
    }
  }

  /** Deletes a checkpoint, unless somebody put something there. */
  private static void deleteOwn(Path directory) throws IOException {
    OutputFolder.requireOwn("a checkpoint", directory, KNOWN);
    WholeFiles.deleteTree(directory);
  }
}
