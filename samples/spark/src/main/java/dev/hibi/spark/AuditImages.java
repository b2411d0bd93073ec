package dev.hibi.spark;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Examines images, for {@code spark-submit --class dev.hibi.spark.AuditImages}.
 *
 * <p>Writes two folders of Parquet files. In {@code images} a row for each image:
 *
 * <ul>
 *   <li>{@code path} (string): its URI, in an archive {@code URI!entry};
 *   <li>{@code sha256} (string) of its file; null if that could not be read;
 *   <li>{@code blank} and {@code blurred} (boolean); null if the image cannot be read;
 *   <li>{@code group} (string): the path of the first image of those that it hangs together with as
 *       copies; null if it has none;
 *   <li>{@code error} (string): why it cannot be read; null if it can.
 * </ul>
 *
 * <p>In {@code copies} a row for each pair: {@code first}, {@code second} (paths), {@code
 * identical} (the same file), {@code form} (what turns the first into the second), {@code
 * correlation} of their surfaces, {@code acrossInputs} and {@code acrossFolders} (whether the two
 * are from two inputs, and from folders of two names).
 *
 * <p>{@code summary.json} has the counts and is written last.
 */
@Command(
    name = "AuditImages",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = SparkProgram.Version.class,
    usageHelpAutoWidth = true,
    description = "Finds unreadable, blank and blurred images and copies, on a Spark cluster.")
public final class AuditImages implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--output",
      paramLabel = "URI",
      required = true,
      description = "A folder, new or empty, for tables of images and of copies and a summary.")
  private String output = "";

  @Option(
      names = "--images-per-task",
      paramLabel = "N",
      defaultValue = "4096",
      description = "Images that a task measures (default: ${DEFAULT-VALUE}).")
  private int imagesPerTask = 4096;

  @Parameters(
      paramLabel = "IMAGE|ZIP|DIR",
      arity = "1..*",
      description = "Images, zip archives of images, folders of either at any depth, as URIs.")
  private List<String> inputs = List.of();

  AuditImages() {}

  /** Runs the job, and ends the process unless it has succeeded. */
  public static void main(String... arguments) {
    SparkProgram.main(new AuditImages(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    try (SparkSession spark = SparkProgram.session(spec)) {
      ImageAudit.Result result = audit(spark).run(inputs, output);
      SparkProgram.tell(
          spec,
          "images     %,d".formatted(result.images()),
          "unreadable %,d".formatted(result.unreadable()),
          "blank      %,d".formatted(result.blank()),
          "blurred    %,d".formatted(result.blurred()),
          "copies     %,d identical, %,d similar, in %,d groups"
              .formatted(result.identical(), result.similar(), result.groups()),
          "           %,d across inputs, %,d across folders"
              .formatted(result.acrossInputs(), result.acrossFolders()),
          "tables     %s".formatted(output));
    }
    return 0;
  }

  private ImageAudit audit(SparkSession spark) {
    try {
      return new ImageAudit(spark, imagesPerTask);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Failures.message(e));
    }
  }
}
