package dev.hibi.spark;

import dev.hibi.model.network.Precision;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Scores images, for {@code spark-submit --class dev.hibi.spark.ScoreImages}.
 *
 * <p>Writes Parquet, a row for each image, with these columns:
 *
 * <ul>
 *   <li>{@code path} (string): its URI, in an archive {@code URI!entry};
 *   <li>{@code sha256} (string) of its file; null if that could not be read;
 *   <li>{@code label} (string): the most probable class, and {@code probability} (float) of it;
 *   <li>{@code score} (double): the probability of the positive class, and {@code alarm} (boolean):
 *       whether it counts as positive by the model's threshold; null where the model does not say
 *       which class that is;
 *   <li>{@code familiarity} (double): the share of the model's own images that are as strange or
 *       stranger, and {@code unfamiliar} (boolean); null where the model does not tell;
 *   <li>{@code model} (string): SHA-256 of the model's description;
 *   <li>{@code error} (string): why there is no answer; null if there is one.
 * </ul>
 *
 * <p>Exit codes: 0 for success, also where images could not be read, which their rows say; 1 if the
 * work failed; 2 for a wrong command line.
 */
@Command(
    name = "ScoreImages",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = SparkProgram.Version.class,
    usageHelpAutoWidth = true,
    description = "Classifies images on a Spark cluster, and adds the scores to a Parquet folder.")
public final class ScoreImages implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--model",
      paramLabel = "URI",
      required = true,
      description = "A trained model's folder.")
  private String model = "";

  @Option(
      names = "--output",
      paramLabel = "URI",
      required = true,
      description =
          "A folder for Parquet files: new, or of an earlier run with the same model and options,"
              + " whose rows stay: only what is new is scored.")
  private String output = "";

  @Option(
      names = "--table",
      paramLabel = "URI",
      description = "A Parquet or CSV table (with a header) that names the images' files.")
  private @Nullable String table;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      defaultValue = "path",
      description = "The table's column of URIs (default: ${DEFAULT-VALUE}).")
  private String column = "path";

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description =
          "What convolutions are computed in on every machine: fp32, bf16, int8 (default: what the"
              + " model's threshold was calibrated in, else fp32).")
  private @Nullable String precision;

  @Option(
      names = "--familiarity",
      description =
          "Tell which images the model does not know, also where that takes another pass through the"
              + " network that it began from.")
  private boolean familiarity;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "32",
      description = "Images that the network sees at once (default: ${DEFAULT-VALUE}).")
  private int batchSize = 32;

  @Option(
      names = "--images-per-task",
      paramLabel = "N",
      defaultValue = "4096",
      description =
          "Images of a task, whose rows are one file: what a killed job can lose (default:"
              + " ${DEFAULT-VALUE}).")
  private int imagesPerTask = 4096;

  @Parameters(
      paramLabel = "IMAGE|ZIP|DIR",
      arity = "0..*",
      description = "Images, zip archives of images, folders of either at any depth, as URIs.")
  private List<String> inputs = List.of();

  ScoreImages() {}

  /** Runs the job, and ends the process unless it has succeeded. */
  public static void main(String... arguments) {
    SparkProgram.main(new ScoreImages(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    if (inputs.isEmpty() == (table == null)) {
      throw new ParameterException(
          spec.commandLine(),
          "nothing to score: expected images, archives or folders, or else --table, found %s"
              .formatted(table == null ? "neither" : "both"));
    }
    try (SparkSession spark = SparkProgram.session(spec)) {
      ImageScoring.Builder builder = builder(spark);
      long begin = System.nanoTime();
      try (ImageScoring scoring = builder.build()) {
        ImageScoring.Result result =
            table == null
                ? scoring.run(inputs, output)
                : scoring.run(named(spark, table), column, output);
        tell(result, (System.nanoTime() - begin) / 1e9, scoring);
      }
    }
    return 0;
  }

  private ImageScoring.Builder builder(SparkSession spark) {
    try {
      ImageScoring.Builder builder =
          ImageScoring.builder(spark, model)
              .familiarity(familiarity)
              .batchSize(batchSize)
              .imagesPerTask(imagesPerTask);
      return precision == null ? builder : builder.precision(precision(precision));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Failures.message(e));
    }
  }

  private static Precision precision(String name) {
    return Precision.find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown precision: expected fp32, bf16 or int8, found '%s'".formatted(name)));
  }

  private Dataset<Row> named(SparkSession spark, String uri) {
    Dataset<Row> rows =
        uri.endsWith(".csv") || uri.endsWith(".csv.gz")
            ? spark.read().option("header", true).csv(uri)
            : spark.read().parquet(uri);
    if (!List.of(rows.columns()).contains(column)) {
      throw new ParameterException(
          spec.commandLine(),
          "no such column: expected '%s', found %s (%s)"
              .formatted(column, String.join(", ", rows.columns()), uri));
    }
    return rows;
  }

  private void tell(ImageScoring.Result result, double seconds, ImageScoring scoring) {
    SparkProgram.tell(
        spec,
        "images     %,d".formatted(result.images()),
        "known      %,d, scored before".formatted(result.known()),
        "copied     %,d, of which the content was scored before".formatted(result.copied()),
        "scored     %,d in %.1f s, in %s"
            .formatted(result.scored(), seconds, scoring.precision().id()),
        "unreadable %,d %s, of all runs"
            .formatted(result.unreadable(), result.unreadable() == 1 ? "row" : "rows"),
        "scores     %s".formatted(output));
  }
}
