package dev.hibi.spark;

import dev.hibi.model.network.Precision;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Classifies images on a Spark cluster by one model.
 *
 * <p>The model's files are sent to each executor once, and loaded there once, for all of its tasks.
 * A task reads, decodes and classifies on its own cores; its native memory is freed after each
 * batch. An image that cannot be read is a row with its error; an answer that is not finite is the
 * model's fault and fails the job.
 *
 * <p>Every machine computes in the same precision, so that an answer does not depend on where it
 * was computed, but for rounding.
 *
 * <p>Thread-safe. {@link #close} ends the broadcast of the model.
 */
public final class ImageScoring implements AutoCloseable {
  private final SparkSession spark;
  private final JavaSparkContext context;
  private final ShippedModel model;
  private final int batchSize;
  private final TaskSize taskSize;

  private ImageScoring(Builder builder) throws IOException {
    this.spark = builder.spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.model =
        ShippedModel.of(
            context, builder.model, Optional.ofNullable(builder.precision), builder.familiarity);
    this.batchSize = builder.batchSize;
    this.taskSize = builder.taskSize;
  }

  /**
   * A builder.
   *
   * @param model a model's folder, in any file system that the cluster knows
   */
  public static Builder builder(SparkSession spark, String model) {
    return new Builder(spark, model);
  }

  /** SHA-256 of the model's description, which is in each row. */
  public String modelSha256() {
    return model.sha256();
  }

  /** What convolutions are computed in, on every machine. */
  public Precision precision() {
    return model.precision();
  }

  /**
   * Classifies images whose bytes are in a table, such as {@code spark.read().format("binaryFile")}
   * gives. Nothing is computed before the result is asked for.
   *
   * @param images with columns {@code path} (string, not null) and {@code content} (binary); others
   *     are passed over
   * @return a row for each, in the columns of {@link ScoreImages}
   */
  public Dataset<Row> score(Dataset<Row> images) {
    JavaRDD<Place> places = images.select("path", "content").javaRDD().map(ImageScoring::place);
    return spark.createDataFrame(scored(places), ScoreColumns.SCHEMA);
  }

  private static Place place(Row row) {
    if (row.isNullAt(0)) {
      throw new IllegalArgumentException("bad table: expected a path in each row, found null");
    }
    return new Place.OfBytes(row.getString(0), row.getAs(1));
  }

  private JavaRDD<Row> scored(JavaRDD<Place> places) {
    return places.mapPartitions(
        new ScoreTask(
            model, new SerializableConfiguration(context.hadoopConfiguration()), batchSize));
  }

  /**
   * What a run has come to, in images.
   *
   * @param images that were found
   * @param known that had a row before
   * @param copied whose content had been scored under another path
   * @param scored that were read and classified, or could not be
   * @param unreadable rows with an error, of all runs
   */
  public record Result(long images, long known, long copied, long scored, long unreadable) {}

  /**
   * Classifies what is new among files and adds its rows to a folder of Parquet files.
   *
   * <p>An image is known by its path and the SHA-256 of its file: a second run over the same images
   * reads them, and scores nothing. Content that was scored under another path gets its row without
   * being scored again. A job that is killed leaves the rows of the tasks that had ended, each file
   * whole; the next run does the rest. One job at a time may write into a folder.
   *
   * @param inputs images, zip archives, folders of either at any depth, in any file system that the
   *     cluster knows
   * @param output new, empty, or of an earlier run with this model and these options
   * @throws IOException if an input or the model cannot be read, there is no image, or the output
   *     is of something else
   */
  public Result run(List<String> inputs, String output) throws IOException {
    ImageSearch search = new ImageSearch(context);
    for (String input : inputs) {
      search.add(input);
    }
    return run(search, output);
  }

  /**
   * As the other, of the files that a table names.
   *
   * @param files with a column of URIs
   * @param column its name
   */
  public Result run(Dataset<Row> files, String column, String output) throws IOException {
    ImageSearch search = new ImageSearch(context);
    search.add(files.select(column));
    return run(search, output);
  }

  private Result run(ImageSearch search, String output) throws IOException {
    ScoreTable table = new ScoreTable(spark, output);
    try (FoundImages found = FoundImages.of(search)) {
      table.claim(model);
      Optional<Dataset<Row>> before = table.rows();
      if (before.isPresent()) {
        return later(found, before.get(), table);
      }
      table.append(scored(ordered(found.places(), found.count())));
      return new Result(found.count(), 0, 0, found.count(), table.unreadable());
    }
  }

  /** Reads all images, and scores those whose content is new. */
  private Result later(FoundImages found, Dataset<Row> before, ScoreTable table)
      throws IOException {
    SerializableConfiguration configuration =
        new SerializableConfiguration(context.hadoopConfiguration());
    JavaPairRDD<String, Boolean> rows =
        before
            .select("path", "sha256")
            .javaRDD()
            .mapToPair(row -> new Tuple2<>(Hashing.key(row.getString(0), digest(row)), true));
    JavaPairRDD<String, Place> fresh =
        found
            .places()
            .mapPartitionsToPair(places -> new Hashing(places, configuration.value()))
            .subtractByKey(rows)
            .values()
            .mapToPair(hashed -> new Tuple2<>(hashed.sha256(), hashed.place()))
            .persist(StorageLevel.MEMORY_AND_DISK_SER());
    JavaPairRDD<String, Row> answers =
        before
            .filter("error is null")
            .dropDuplicates("sha256")
            .javaRDD()
            .mapToPair(row -> new Tuple2<>(digest(row), row));
    JavaRDD<Row> copies =
        fresh.join(answers).values().map(pair -> ScoreColumns.copied(pair._2(), pair._1().path()));
    JavaRDD<Place> rest = fresh.subtractByKey(answers).values();
    long unknown = fresh.count();
    long scored = rest.count();
    if (scored < unknown) {
      table.append(copies.coalesce(tasks(unknown - scored)));
    }
    if (scored > 0) {
      table.append(scored(ordered(rest, scored)));
    }
    fresh.unpersist();
    return new Result(
        found.count(), found.count() - unknown, unknown - scored, scored, table.unreadable());
  }

  /** Empty for a file that could not be read. */
  private static String digest(Row row) {
    int column = row.fieldIndex("sha256");
    return row.isNullAt(column) ? "" : row.getString(column);
  }

  /** Neighbours in one task, those of one archive as they lie in it. */
  private JavaRDD<Place> ordered(JavaRDD<Place> places, long count) {
    return places.sortBy(Place::order, true, tasks(count));
  }

  private int tasks(long count) {
    return taskSize.tasks(count, context.defaultParallelism());
  }

  /** Ends the broadcast of the model. Idempotent. */
  @Override
  public void close() {
    model.release();
  }

  /** How images are scored. */
  public static final class Builder {
    private final SparkSession spark;
    private final String model;
    private @Nullable Precision precision;
    private boolean familiarity;
    private int batchSize = 32;
    private TaskSize taskSize = TaskSize.USUAL;

    private Builder(SparkSession spark, String model) {
      this.spark = spark;
      this.model = model;
    }

    /**
     * What convolutions are computed in, on every machine; default the one that the model's
     * threshold was found in, else fp32. One that a machine's processor does not have fails the
     * job.
     */
    public Builder precision(Precision precision) {
      this.precision = precision;
      return this;
    }

    /**
     * Whether to tell which images the model knows also where that takes a second pass; default
     * false.
     */
    public Builder familiarity(boolean familiarity) {
      this.familiarity = familiarity;
      return this;
    }

    /** How many images the network sees at once, at least 1; default 32. */
    public Builder batchSize(int batchSize) {
      if (batchSize < 1) {
        throw new IllegalArgumentException(
            "bad batch size: expected at least 1, found " + batchSize);
      }
      this.batchSize = batchSize;
      return this;
    }

    /**
     * Images of a task, whose rows become one file, at least 1; default 4,096. A job that is killed
     * loses at most what its running tasks had done.
     */
    public Builder imagesPerTask(int imagesPerTask) {
      this.taskSize = new TaskSize(imagesPerTask);
      return this;
    }

    /**
     * Reads and checks the model, and sends it off.
     *
     * @throws IOException if it is no model, broken, or cannot tell what it knows and was asked to
     */
    public ImageScoring build() throws IOException {
      return new ImageScoring(this);
    }
  }
}
