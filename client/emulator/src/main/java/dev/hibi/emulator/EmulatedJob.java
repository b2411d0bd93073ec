package dev.hibi.emulator;

import dev.hibi.WholeFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** A job, as its program sees it. Thread-safe. */
public final class EmulatedJob {
  private final long id;
  private final String entryPoint;
  private final Path root;
  private final String logName;
  private final Cluster.Demand demand;
  private final Map<String, String> environment;

  EmulatedJob(
      long id,
      String entryPoint,
      Path root,
      String logName,
      Cluster.Demand demand,
      Map<String, String> environment) {
    this.id = id;
    this.entryPoint = entryPoint;
    this.root = root;
    this.logName = logName;
    this.demand = demand;
    this.environment = Collections.unmodifiableMap(new TreeMap<>(environment));
  }

  /** What it needs of the cluster. */
  Cluster.Demand demand() {
    return demand;
  }

  /**
   * The training's id; of an inference, a notebook and a preprocessing its own. Which of them it is
   * tells the environment: {@code TRAINING_ID}, {@code INFERENCE_ID}, {@code NOTEBOOK_ID}, {@code
   * PREPROCESSING_ID}.
   */
  public long id() {
    return id;
  }

  /** The command that the job was given. */
  public String entryPoint() {
    return entryPoint;
  }

  /** What a container of the platform has, the job's options among them. */
  public Map<String, String> environment() {
    return environment;
  }

  /**
   * The folder that stands for {@code /}: it has {@code kqi/input}, {@code kqi/output} and more.
   */
  public Path root() {
    return root;
  }

  /** {@code /kqi/output}. */
  public Path output() {
    return root.resolve("kqi").resolve("output");
  }

  /** {@code /kqi/input}. */
  public Path input() {
    return root.resolve("kqi").resolve("input");
  }

  /** The file that has what the job writes to standard output and standard error. */
  Path logFile() {
    return root.resolve("kqi").resolve("attach").resolve(logName);
  }

  /** Writes a line to the log. */
  public void log(String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    Files.write(logFile(), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /**
   * Writes a file below {@code /kqi/output}, or over one that is there. Who lists the output sees
   * it whole or not at all: it is written in {@code /tmp}, and moved.
   */
  public void write(String path, String content) throws IOException {
    Path file = output().resolve(path);
    Files.createDirectories(file.resolveSibling("."));
    Path written =
        Files.createTempFile(Files.createDirectories(root.resolve("tmp")), "output", null);
    try {
      Files.writeString(written, content);
      WholeFiles.moveIntoPlace(written, file);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  @Override
  public String toString() {
    return "EmulatedJob[" + id + "]";
  }
}
