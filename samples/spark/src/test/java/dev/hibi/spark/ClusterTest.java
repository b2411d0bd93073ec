package dev.hibi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.spark.ImageScoring.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of one machine: a master, two workers, and an executor of each in a process. */
@Timeout(240)
final class ClusterTest {
  private static final int IMAGES = 1200;

  @TempDir Path directory;

  private SparkSession spark;

  @BeforeEach
  void start() throws IOException {
    // Executors look for Spark there; its classes are given by the class path.
    Files.createDirectories(
        Path.of(Objects.requireNonNull(System.getenv("SPARK_HOME"))).resolve("jars"));
    spark =
        SparkSession.builder()
            .master("local-cluster[2,1,1024]")
            .config("spark.ui.enabled", false)
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.executor.extraJavaOptions", "-Dai.djl.offline=true")
            .getOrCreate();
  }

  @AfterEach
  void stop() {
    spark.stop();
  }

  @Test
  void aKilledExecutorLosesAndDoublesNothing() throws Exception {
    Path archive = Pictures.archive(directory.resolve("site.zip"), 0, IMAGES);
    Path model = Pictures.model(directory.resolve("model"), 1);
    Path output = directory.resolve("scores");
    ExecutorService job = Executors.newSingleThreadExecutor();
    try (ImageScoring scoring =
        ImageScoring.builder(spark, model.toString()).imagesPerTask(100).build()) {
      Future<Result> result =
          job.submit(() -> scoring.run(List.of(archive.toString()), output.toString()));
      waitForAFile(output, result);

      executors().findFirst().orElseThrow().destroyForcibly();

      assertThat(result.get()).isEqualTo(new Result(IMAGES, 0, 0, IMAGES, 0));
      assertThat(scoring.run(List.of(archive.toString()), output.toString()))
          .isEqualTo(new Result(IMAGES, IMAGES, 0, 0, 0));
    } finally {
      job.shutdownNow();
    }
    Dataset<Row> rows = spark.read().parquet(output.toString());
    assertThat(rows.count()).isEqualTo(IMAGES);
    assertThat(rows.select("path").distinct().count()).isEqualTo(IMAGES);
    assertThat(rows.filter("error is not null").count()).isZero();
  }

  /** This process starts no others; their command lines are too long to be told. */
  private static Stream<ProcessHandle> executors() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("/java"));
  }

  /** Until a task has ended, while others are at work. */
  private static void waitForAFile(Path output, Future<Result> job)
      throws IOException, InterruptedException, ExecutionException {
    while (true) {
      if (Files.isDirectory(output)) {
        try (Stream<Path> files = Files.list(output)) {
          if (files.anyMatch(file -> file.toString().endsWith(".parquet"))) {
            return;
          }
        }
      }
      assertThat(job.isDone()).as("the job has ended before a file was there").isFalse();
      Thread.sleep(20);
    }
  }
}
