package dev.hibi.spark;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
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

  /** What Spark leaves of a job that was killed. */
  private static final String UNFINISHED = "_temporary";

  private final SparkSession spark;
  private final OutputFolder folder;

  /**
   * A table that may be there already.
   *
   * @throws IOException if the file system cannot be asked
   */
  ScoreTable(SparkSession spark, String folder) throws IOException {
    this.spark = spark;
    this.folder =
        new OutputFolder(
            JavaSparkContext.fromSparkContext(spark.sparkContext()).hadoopConfiguration(), folder);
  }

  /**
   * Makes the table the one of a model, if it is nobody's yet.
   *
   * @throws IOException if it is another one's, or the folder holds something else
   */
  void claim(ShippedModel model) throws IOException {
    Map<String, String> wanted = identity(model);
    if (folder.has(IDENTITY)) {
      if (rows().isPresent()) {
        requireSame(wanted, read());
        return;
      }
      folder.delete(IDENTITY); // of a run that has come to nothing
    }
    for (FileStatus other : folder.list()) {
      if (other.getPath().getName().equals(UNFINISHED)) {
        continue;
      }
      throw new IOException(
          "output is not empty: expected an empty folder or scores of before, found %s (%s)"
              .formatted(other.getPath().getName(), folder));
    }
    JsonObject json = new JsonObject();
    wanted.forEach(json::addProperty);
    folder.write(IDENTITY, new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
  }

  private void requireSame(Map<String, String> wanted, Map<String, String> found)
      throws IOException {
    for (Map.Entry<String, String> field : wanted.entrySet()) {
      String value = found.getOrDefault(field.getKey(), "none");
      if (!field.getValue().equals(value)) {
        throw new IOException(
            "scores of something else: expected %s %s, found %s (%s)"
                .formatted(field.getKey(), field.getValue(), value, folder));
      }
    }
  }

  private static Map<String, String> identity(ShippedModel model) {
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("version", Integer.toString(VERSION));
    identity.put("model", model.sha256());
    identity.put("precision", model.precision().id());
    identity.put("familiarity", Boolean.toString(model.familiarity()));
    return identity;
  }

  private Map<String, String> read() throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    try {
      JsonParser.parseString(folder.read(IDENTITY))
          .getAsJsonObject()
          .entrySet()
          .forEach(field -> fields.put(field.getKey(), field.getValue().getAsString()));
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw new IOException(
          "bad %s: expected a JSON object of texts, found '%s' (%s)"
              .formatted(IDENTITY, Failures.message(e), folder),
          e);
    }
    return fields;
  }

  /** What was scored before; empty if nothing was. */
  Optional<Dataset<Row>> rows() throws IOException {
    for (FileStatus file : folder.list()) {
      if (file.getPath().getName().endsWith(".parquet")) {
        return Optional.of(spark.read().schema(ScoreColumns.SCHEMA).parquet(folder.toString()));
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
        .parquet(folder.toString());
  }
}
