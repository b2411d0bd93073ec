package dev.hibi.spark;

import dev.hibi.model.Classifier;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.network.Precision;
import dev.hibi.model.scoring.OperatingPoint;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * A model on its way to those who classify: its files as one broadcast, which each executor fetches
 * once, from the driver or from other executors.
 *
 * <p>Serializable and thread-safe.
 */
final class ShippedModel implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What no classifier reads. */
  private static final List<String> LEFT_BEHIND =
      List.of("model.pt", "model.onnx", "home.safetensors", "learned.safetensors");

  private final Broadcast<Map<String, byte[]>> files;
  private final String sha256;
  private final Precision precision;
  private final boolean familiarity;
  private final int threads;

  private ShippedModel(
      Broadcast<Map<String, byte[]>> files,
      String sha256,
      Precision precision,
      boolean familiarity,
      int threads) {
    this.files = files;
    this.sha256 = sha256;
    this.precision = precision;
    this.familiarity = familiarity;
    this.threads = threads;
  }

  /**
   * Reads and checks a model.
   *
   * @param directory in any file system of Hadoop's
   * @param asked the precision; empty for the one that the model's threshold was found in, else
   *     fp32: not the fastest, which differs between machines, and with it the answers
   * @param familiarity whether to tell which images the model knows, also by a second pass
   * @throws IOException if it is no model, or broken, or cannot tell that
   */
  static ShippedModel of(
      JavaSparkContext context, String directory, Optional<Precision> asked, boolean familiarity)
      throws IOException {
    Path copy = Files.createTempDirectory("hibi-model");
    try {
      Map<String, byte[]> files = fetched(context, directory, copy);
      ModelDirectory.Parts parts;
      try {
        parts = ModelDirectory.parts(copy, familiarity);
      } catch (IOException e) {
        // Where the model lies, not where it was copied to.
        throw new IOException(Failures.message(e).replace(copy.toString(), directory), e);
      }
      if (familiarity && parts.bank().isEmpty()) {
        throw new IOException(
            "familiarity is not known: expected a model with a bank of its images, found one without"
                + " (%s)".formatted(directory));
      }
      return new ShippedModel(
          context.broadcast(files),
          parts.sha256(),
          asked.orElseGet(() -> calibrated(parts.description())),
          familiarity,
          context.getConf().getInt("spark.task.cpus", 1));
    } finally {
      delete(copy);
    }
  }

  private static Precision calibrated(ModelDescription description) {
    return description
        .operatingPoint()
        .flatMap(OperatingPoint::precision)
        .map(Precision::of)
        .orElse(Precision.FLOAT32);
  }

  private static Map<String, byte[]> fetched(JavaSparkContext context, String directory, Path copy)
      throws IOException {
    org.apache.hadoop.fs.Path from = new org.apache.hadoop.fs.Path(directory);
    FileSystem system = from.getFileSystem(context.hadoopConfiguration());
    if (!system.exists(new org.apache.hadoop.fs.Path(from, "model.json"))) {
      throw new IOException(
          "not a model: expected a folder with model.json, found none (%s)"
              .formatted(system.makeQualified(from)));
    }
    Map<String, byte[]> files = new TreeMap<>();
    try (TaskFiles reading = new TaskFiles(context.hadoopConfiguration())) {
      for (FileStatus file : system.listStatus(from)) {
        String name = file.getPath().getName();
        if (file.isFile() && !LEFT_BEHIND.contains(name)) {
          files.put(name, reading.whole(file.getPath().toString()));
        }
      }
    }
    write(files, copy);
    return files;
  }

  private static void write(Map<String, byte[]> files, Path directory) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** SHA-256 of the model's description, which names the digests of all else. */
  String sha256() {
    return sha256;
  }

  Precision precision() {
    return precision;
  }

  /** Whether answers tell what the model knows, also by a second pass. */
  boolean familiarity() {
    return familiarity;
  }

  /** Threads that PyTorch divides a task's computations among: the task's own cores. */
  int threads() {
    return threads;
  }

  /** Loads it on this machine; whoever asks closes it. */
  Classifier load() throws IOException {
    Path copy = Files.createTempDirectory("hibi-model");
    try {
      write(files.value(), copy);
      return Classifier.loader(copy)
          .precision(precision)
          .familiarity(familiarity)
          .readers(1) // the cores belong to as many tasks
          .load();
    } finally {
      delete(copy);
    }
  }

  /** Ends the broadcast; classifiers that are loaded stay. */
  void release() {
    files.unpersist();
  }
}
