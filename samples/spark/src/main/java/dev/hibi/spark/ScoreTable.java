package dev.hibi.spark;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Scores in a folder of Parquet files, to which runs add rows.
 *
 * <p>A task's rows appear as one whole file when the task ends, not when the job does: what a
 * killed job has scored stays, and no reader sees a part of a file. {@code _scoring.json} beside
 * them, which Spark passes over, says what decides the scores: version, model, precision,
 * familiarity. Scores of something else are refused.
 */
final class ScoreTable {
  private static final String IDENTITY = "_scoring.json";
  private static final int VERSION = 1;

  private final SparkSession spark;
  private final Path folder;
  private final FileSystem system;

  /**
   * A table that may be there already.
   *
   * @throws IOException if the file system cannot be asked
   */
  ScoreTable(SparkSession spark, String folder) throws IOException {
    this.spark = spark;
    Path given = new Path(folder);
    this.system =
        given.getFileSystem(
            JavaSparkContext.fromSparkContext(spark.sparkContext()).hadoopConfiguration());
    this.folder = system.makeQualified(given);
  }

  String uri() {
    return folder.toString();
  }

  /**
   * Makes the table the one of a model, if it is nobody's yet.
   *
   * @throws IOException if it is another one's, or the folder holds something else
   */
  void claim(ShippedModel model) throws IOException {
    Map<String, String> wanted = identity(model);
    Path file = new Path(folder, IDENTITY);
    if (system.exists(file)) {
      Map<String, String> found = read(file);
      for (Map.Entry<String, String> field : wanted.entrySet()) {
        String value = found.getOrDefault(field.getKey(), "none");
        if (!field.getValue().equals(value)) {
          throw new IOException(
              "scores of something else: expected %s %s, found %s (%s)"
                  .formatted(field.getKey(), field.getValue(), value, folder));
        }
      }
      return;
    }
    if (system.exists(folder)) {
      for (FileStatus other : system.listStatus(folder)) {
        throw new IOException(
            "output is not empty: expected an empty folder or scores of before, found %s (%s)"
                .formatted(other.getPath().getName(), folder));
      }
    }
    write(file, wanted);
  }

  private static Map<String, String> identity(ShippedModel model) {
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("version", Integer.toString(VERSION));
    identity.put("model", model.sha256());
    identity.put("precision", model.precision().id());
    identity.put("familiarity", Boolean.toString(model.familiarity()));
    return identity;
  }

  private Map<String, String> read(Path file) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    try (TaskFiles files = new TaskFiles(system.getConf())) {
      String text = new String(files.whole(file.toString()), StandardCharsets.UTF_8);
      JsonParser.parseString(text)
          .getAsJsonObject()
          .entrySet()
          .forEach(field -> fields.put(field.getKey(), field.getValue().getAsString()));
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw new IOException(
          "bad scoring.json: expected a JSON object of texts, found '%s' (%s)"
              .formatted(Failures.message(e), file),
          e);
    }
    return fields;
  }

  /** Whole or not at all: in an object storage a file appears when it is closed. */
  private void write(Path file, Map<String, String> fields) throws IOException {
    JsonObject json = new JsonObject();
    fields.forEach(json::addProperty);
    String text = new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n";
    Path temporary = new Path(folder, "_" + UUID.randomUUID() + ".tmp");
    try (FSDataOutputStream out = system.create(temporary, false)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    if (!system.rename(temporary, file)) {
      system.delete(temporary, false);
      throw new IOException(
          "cannot write: expected to make %s, found it made by another job".formatted(file));
    }
  }

  /** What was scored before; empty if nothing was. */
  Optional<Dataset<Row>> rows() throws IOException {
    for (FileStatus file : system.listStatus(folder)) {
      if (file.getPath().getName().endsWith(".parquet")) {
        return Optional.of(spark.read().schema(ScoreColumns.SCHEMA).parquet(uri()));
      }
    }
    return Optional.empty();
  }

  /** Rows with an error, of all runs. */
  long unreadable() throws IOException {
    return rows().map(all -> all.filter("error is not null").count()).orElse(0L);
  }

  /** Adds rows, a file for each part. */
  void append(JavaRDD<Row> rows) {
    spark
        .createDataFrame(rows, ScoreColumns.SCHEMA)
        .write()
        .mode(SaveMode.Append)
        // Version 2: a task's file is moved to its place when the task ends.
        .option("mapreduce.fileoutputcommitter.algorithm.version", "2")
        .parquet(uri());
  }
}
