package dev.hibi.training;

import dev.hibi.ProcessLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A run's output folder, held by one run at a time, of any process.
 *
 * <p>The operating system's lock on the file {@value #LOCK} ends with the process; the file, which
 * tells the process's number, stays.
 */
final class OutputFolder implements AutoCloseable {
  static final String LOCK = ".hibi.lock";

  /** What a finished model is made of. */
  private static final Set<String> MODEL =
      Set.of(
          "model.json",
          "model.safetensors",
          "bank.safetensors",
          "frozen.safetensors",
          "home.safetensors",
          "learned.safetensors",
          "model.pt",
          "model.onnx");

  /** What systems leave behind, and nobody misses. */
  private static final Set<String> LITTER = Set.of(".DS_Store", "Thumbs.db", "desktop.ini");

  private final Path folder;
  private final ProcessLock lock;

  private OutputFolder(Path folder, ProcessLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Takes a folder, which is made if absent.
   *
   * @param listener is told if the file system knows no locks
   * @throws IOException if another run has it; nothing is changed then
   */
  static OutputFolder take(Path folder, FitListener listener) throws IOException {
    if (!Files.isDirectory(folder)) { // a link to one is one
      Files.createDirectories(folder);
    }
    Path file = folder.resolve(LOCK);
    ProcessLock lock =
        ProcessLock.takeOrTell(
                file, // some network file systems know no locks
                e ->
                    listener.onWarning(
                        "no lock: expected one on %s, so that a second run is noticed, found '%s'"
                            .formatted(file, e.getMessage())))
            .orElse(null);
    if (lock == null) {
      throw inUse(folder, holder(file));
    }
    try {
      lock.tellProcess();
      return new OutputFolder(folder, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static IOException inUse(Path folder, String found) {
    return new IOException(
        "output in use: expected no other run, found %s (%s)".formatted(found, folder));
  }

  private static String holder(Path file) throws IOException {
    OptionalLong process = ProcessLock.holder(file);
    if (process.isEmpty()) {
      return "one of process unknown";
    }
    return process.getAsLong() == ProcessHandle.current().pid()
        ? "one of this process"
        : "one of process " + process.getAsLong();
  }

  /** Where it is. */
  Path path() {
    return folder;
  }

  /** Where the model goes, which takes the place of a former one and of nothing else. */
  Path model() throws IOException {
    Path model = folder.resolve("model");
    if (Files.isDirectory(model) && !Files.exists(model.resolve("model.json"))) {
      requireOwn("a model", model, Set.of());
    }
    requireOwn("a model", model, MODEL);
    return model;
  }

  /**
   * Refuses a folder that holds what Hibi has not written and would delete.
   *
   * @param what Hibi writes there
   * @param known names of its files
   */
  static void requireOwn(String what, Path folder, Set<String> known) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw foreign(what, "a file", folder);
    }
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        for (Path entry : entries) {
          String name = entry.getFileName().toString();
          boolean own = known.contains(name) || LITTER.contains(name);
          if (!own || !Files.isRegularFile(entry)) {
            throw foreign(what, "'" + name + "'", folder);
          }
        }
      }
    }
  }

  private static IOException foreign(String what, String found, Path folder) {
    return new IOException(
        "output holds what would be lost: expected nothing or %s of Hibi, found %s (%s)"
            .formatted(what, found, folder));
  }

  /** Gives the folder back. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
