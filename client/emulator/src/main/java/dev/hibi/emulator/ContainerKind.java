package dev.hibi.emulator;

import com.google.gson.JsonObject;
import java.util.Optional;

/** What the cluster runs, and where the storage has what it leaves. */
enum ContainerKind {
  TRAINING("training", "jobs", "Training"),
  INFERENCE("inference", "inferences", "Inference"),
  NOTEBOOK("notebook", "notebooks", "Notebook"),
  PREPROCESSING("preproc", "preprocessings", "Preproc");

  private final String word;
  private final String folder;
  private final String prefix;

  ContainerKind(String word, String folder, String prefix) {
    this.word = word;
    this.folder = folder;
    this.prefix = prefix;
  }

  /** Where a file of the storage lies: in a folder below {@code kqi} of a container. */
  record Place(ContainerKind kind, String folder) {}

  /** The place that the first part of a key names. */
  static Optional<Place> place(String first) {
    for (ContainerKind kind : values()) {
      if (first.equalsIgnoreCase(kind.prefix + "ContainerOutputFiles")) {
        return Optional.of(new Place(kind, "output"));
      }
      if (first.equalsIgnoreCase(kind.prefix + "ContainerAttachedFiles")) {
        return Optional.of(new Place(kind, "attach"));
      }
    }
    return Optional.empty();
  }

  /** Below the state's folder: a folder for each container, by its id. */
  String folder() {
    return folder;
  }

  /** The key of a file that a container has written. */
  String outputKey(long id, String path) {
    return prefix + "ContainerOutputFiles/" + id + "/" + path;
  }

  /** The key of a file that the platform has attached. */
  String attachedKey(long id, String name) {
    return prefix + "ContainerAttachedFiles/" + id + "/" + name;
  }

  /** The key of a file that a user has attached. */
  String userKey(String storedPath) {
    return prefix + "HistoryAttachedFiles/" + storedPath;
  }

  /** What the cluster calls a container. */
  String key(long id) {
    return word + "-" + id;
  }

  /** The file that has what it writes to standard output and standard error. */
  String logName(JsonObject container) {
    return this == PREPROCESSING
        ? "%s_stdout_stderr_%d_%d.log"
            .formatted(
                word,
                container.get("preprocessId").getAsLong(),
                container.get("dataId").getAsLong())
        : logName(container.get("id").getAsLong());
  }

  String logName(long id) {
    return word + "_stdout_stderr_" + id + ".log";
  }

  /** The file that has all of the output, where that is asked for. */
  String zipName(long id) {
    return word + "_output_" + id + ".zip";
  }
}
