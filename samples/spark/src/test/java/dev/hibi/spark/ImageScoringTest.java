package dev.hibi.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.Sha256;
import dev.hibi.image.RgbImage;
import dev.hibi.model.Classification;
import dev.hibi.model.Classifier;
import dev.hibi.model.engine.PyTorch;
import dev.hibi.model.network.Precision;
import dev.hibi.model.scoring.Familiarity;
import dev.hibi.spark.ImageScoring.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images scored by Spark in this JVM, two tasks at a time. */
final class ImageScoringTest {
  private static SparkSession spark;

  @TempDir Path directory;

  private Path model;
  private Path output;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 2)
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void write() throws IOException {
    model = Pictures.model(directory.resolve("model"), 1);
    output = directory.resolve("scores");
  }

  @Test
  void everyImageHasTheAnswerOfTheClassifier() throws IOException {
    Path folder = Pictures.folder(directory.resolve("photos"), 5);

    Result result = run(List.of(folder));

    assertThat(result).isEqualTo(new Result(5, 0, 0, 5, 0));
    assertThat(rows()).hasSize(5);
    try (Classifier classifier = Classifier.loader(model).precision(Precision.FLOAT32).load()) {
      for (int i = 0; i < 5; i++) {
        Path file = folder.resolve(i + ".png");
        Row row = rowOf("file:" + file);
        Classification expected = classifier.classify(file);
        assertThat(row.<String>getAs("label")).isEqualTo(expected.label());
        assertThat(row.<Float>getAs("probability"))
            .isCloseTo(expected.probability(), within(1e-6f));
        assertThat(row.<Double>getAs("score"))
            .isCloseTo(expected.verdict().orElseThrow().score(), within(1e-6));
        assertThat(row.<Boolean>getAs("alarm"))
            .isEqualTo(expected.verdict().orElseThrow().isAlarm());
        assertThat(row.<String>getAs("sha256")).isEqualTo(Sha256.of(file));
        assertThat(row.<String>getAs("model")).isEqualTo(Sha256.of(model.resolve("model.json")));
        assertThat(row.<String>getAs("error")).isNull();
      }
    }
  }

  @Test
  void entriesOfAnArchiveAreReadInPlace() throws IOException {
    Path archive = Pictures.archive(directory.resolve("site.zip"), 0, 7);

    Result result = run(List.of(archive));

    assertThat(result).isEqualTo(new Result(7, 0, 0, 7, 0));
    assertThat(rows().keySet())
        .containsExactly(
            entry(archive, 0),
            entry(archive, 1),
            entry(archive, 2),
            entry(archive, 3),
            entry(archive, 4),
            entry(archive, 5),
            entry(archive, 6));
  }

  @Test
  void theImagesOfOneArchiveAreSpreadOverTasks() throws IOException {
    Path archive = Pictures.archive(directory.resolve("site.zip"), 0, 7);

    try (ImageScoring scoring =
        ImageScoring.builder(spark, model.toString()).imagesPerTask(2).build()) {
      scoring.run(List.of(archive.toString()), output.toString());
    }

    try (Stream<Path> files = Files.list(output)) {
      assertThat(files.filter(file -> file.toString().endsWith(".parquet"))).hasSize(4);
    }
  }

  @Test
  void aSecondRunScoresOnlyWhatIsNew() throws IOException {
    Path folder = Pictures.folder(directory.resolve("photos"), 4);
    run(List.of(folder));
    Map<String, Row> before = rows();
    Files.write(folder.resolve("new.png"), Pictures.png(100));

    Result again = run(List.of(folder));

    assertThat(again).isEqualTo(new Result(5, 4, 0, 1, 0));
    Map<String, Row> after = rows();
    assertThat(after).containsAllEntriesOf(before).hasSize(5);
    assertThat(run(List.of(folder))).isEqualTo(new Result(5, 5, 0, 0, 0));
    assertThat(rows()).isEqualTo(after);
  }

  @Test
  void contentUnderAnotherPathIsNotScoredAgain() throws IOException {
    Path folder = Pictures.folder(directory.resolve("photos"), 2);
    run(List.of(folder));
    Files.move(folder.resolve("1.png"), folder.resolve("moved.png"));

    Result again = run(List.of(folder));

    assertThat(again).isEqualTo(new Result(2, 1, 1, 0, 0));
    Row was = rowOf("file:" + folder.resolve("1.png"));
    Row is = rowOf("file:" + folder.resolve("moved.png"));
    assertThat(is.<Float>getAs("probability")).isEqualTo(was.<Float>getAs("probability"));
    assertThat(is.<String>getAs("sha256")).isEqualTo(was.<String>getAs("sha256"));
  }

  @Test
  void anotherContentUnderTheSamePathIsScored() throws IOException {
    Path folder = Pictures.folder(directory.resolve("photos"), 2);
    run(List.of(folder));
    Files.write(folder.resolve("1.png"), Pictures.png(77));

    assertThat(run(List.of(folder))).isEqualTo(new Result(2, 1, 0, 1, 0));

    assertThat(table().filter("path like '%1.png'").count()).isEqualTo(2);
  }

  @Test
  void anImageThatCannotBeReadIsARowWithItsError() throws IOException {
    Path folder = Pictures.folder(directory.resolve("photos"), 2);
    Path broken = folder.resolve("broken.jpg");
    Files.writeString(broken, "no picture");

    assertThat(run(List.of(folder))).isEqualTo(new Result(3, 0, 0, 3, 1));
    assertThat(run(List.of(folder))).isEqualTo(new Result(3, 3, 0, 0, 1));

    Row row = rowOf("file:" + broken);
    assertThat(row.<String>getAs("error"))
        .startsWith("not an image: expected ")
        .endsWith("(file:" + broken + ")");
    assertThat(row.<String>getAs("sha256"))
        .isEqualTo(Sha256.of("no picture".getBytes(StandardCharsets.UTF_8)));
    assertThat(row.<String>getAs("label")).isNull();
    assertThat(row.<Float>getAs("probability")).isNull();
  }

  @Test
  void aBrokenArchiveIsARowWithItsErrorAndStopsNothing() throws IOException {
    Path folder = Pictures.folder(directory.resolve("photos"), 2);
    Path broken = folder.resolve("cut.zip");
    byte[] whole = Files.readAllBytes(Pictures.archive(broken, 10, 3));
    Files.write(broken, Arrays.copyOf(whole, whole.length - 30));

    assertThat(run(List.of(folder))).isEqualTo(new Result(3, 0, 0, 3, 1));

    Row row = rowOf("file:" + broken);
    assertThat(row.<String>getAs("error"))
        .isEqualTo(
            "bad zip: expected an end record at the end, found none in %d bytes (file:%s)"
                .formatted(whole.length - 30, broken));
    assertThat(row.<String>getAs("sha256")).isNull();
  }

  @Test
  void aTableNamesTheFiles() throws IOException {
    Path folder = Pictures.folder(directory.resolve("photos"), 3);
    Path archive = Pictures.archive(directory.resolve("site.zip"), 10, 2);
    Path missing = directory.resolve("missing.png");
    Dataset<Row> table =
        spark
            .createDataset(
                List.of(
                    folder.resolve("2.png").toString(),
                    archive.toString(),
                    missing.toString(),
                    folder.resolve("2.png").toString(),
                    "file:" + folder.resolve("2.png"), // the same by another name
                    "file:///" + archive),
                Encoders.STRING())
            .toDF("photo");

    try (ImageScoring scoring = ImageScoring.builder(spark, model.toString()).build()) {
      assertThat(scoring.run(table, "photo", output.toString()))
          .isEqualTo(new Result(4, 0, 0, 4, 1));
    }

    assertThat(rows().keySet())
        .containsExactly(
            missing.toString(),
            "file:" + folder.resolve("2.png"),
            entry(archive, 10),
            entry(archive, 11));
    assertThat(rowOf(missing.toString()).<String>getAs("error"))
        .isEqualTo("no such file: expected an image, found nothing (%s)".formatted(missing));
  }

  @Test
  void binaryFilesOfSparkAreScoredAsTheyAre() throws IOException {
    Path folder = Pictures.folder(directory.resolve("photos"), 3);
    run(List.of(folder));
    Dataset<Row> files = spark.read().format("binaryFile").load(folder.toString());

    try (ImageScoring scoring = ImageScoring.builder(spark, model.toString()).build()) {
      Map<String, Row> rows = byPath(scoring.score(files));

      assertThat(rows.keySet()).isEqualTo(rows().keySet());
      rows.forEach(
          (path, row) ->
              assertThat(row.<Float>getAs("probability"))
                  .isCloseTo(rowOf(path).getAs("probability"), within(1e-6f)));
    }
  }

  @Test
  void aRowWithoutBytesIsARowWithItsError() throws IOException {
    Path folder = Pictures.folder(directory.resolve("photos"), 2);
    Dataset<Row> files =
        spark
            .read()
            .format("binaryFile")
            .load(folder.toString())
            .selectExpr("path", "if(path like '%1.png', null, content) as content");

    try (ImageScoring scoring = ImageScoring.builder(spark, model.toString()).build()) {
      Map<String, Row> rows = byPath(scoring.score(files));

      String path = "file:" + folder.resolve("1.png");
      assertThat(Objects.requireNonNull(rows.get(path)).<String>getAs("error"))
          .isEqualTo("no content: expected bytes, found null (%s)".formatted(path));
      assertThat(Objects.requireNonNull(rows.get("file:" + folder.resolve("0.png"))).isNullAt(9))
          .isTrue();
    }
  }

  @Test
  void rowsTellWhatTheModelKnows() throws IOException {
    Pictures.knowing(model, 1);
    Path folder = Pictures.folder(directory.resolve("photos"), 5);
    Files.write(folder.resolve("blank.png"), Pictures.blank());

    try (ImageScoring scoring =
        ImageScoring.builder(spark, model.toString()).familiarity(true).build()) {
      scoring.run(List.of(folder.toString()), output.toString());
    }

    try (Classifier classifier =
        Classifier.loader(model).precision(Precision.FLOAT32).familiarity(true).load()) {
      for (String name : List.of("0.png", "4.png", "blank.png")) {
        Familiarity known = classifier.classify(folder.resolve(name)).familiarity().orElseThrow();
        Row row = rowOf("file:" + folder.resolve(name));
        assertThat(row.<Double>getAs("familiarity")).isEqualTo(known.share());
        assertThat(row.<Boolean>getAs("unfamiliar")).isEqualTo(known.isUnfamiliar());
      }
    }
    assertThat(table().filter("unfamiliar").count()).isBetween(1L, 6L);
  }

  @Test
  void theTasksOfAJvmShareOneModelWithTheThreadsOfATask() throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    ShippedModel shipped = ShippedModel.of(context, model.toString(), Optional.empty(), false);
    Path other = Pictures.model(directory.resolve("other"), 2);
    ShippedModel next = ShippedModel.of(context, other.toString(), Optional.empty(), false);

    try (LoadedModel first = LoadedModel.of(shipped)) {
      assertThat(PyTorch.computeThreads()).isEqualTo(1); // spark.task.cpus
      try (LoadedModel second = LoadedModel.of(shipped)) {
        assertThat(second.classifier()).isSameAs(first.classifier());
      }
      try (LoadedModel replacing = LoadedModel.of(next)) {
        assertThat(replacing.classifier()).isNotSameAs(first.classifier());
        assertThat(first.classifier().classify(RgbImage.decode(Pictures.png(1), "x")).label())
            .isNotEmpty(); // whoever has it may go on
      }
    }
    Classifier unused;
    try (LoadedModel again = LoadedModel.of(shipped)) {
      unused = again.classifier();
    }
    assertThat(unused.manager().isOpen()).isTrue(); // for the next task
    LoadedModel.of(next).close();
    assertThat(unused.manager().isOpen()).isFalse();
  }

  @Test
  void aTaskLeavesNoNativeMemoryBehind() throws IOException {
    Path folder = Pictures.folder(directory.resolve("photos"), 20);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    ShippedModel shipped = ShippedModel.of(context, model.toString(), Optional.empty(), false);
    try (LoadedModel loaded = LoadedModel.of(shipped);
        ImageScoring scoring = ImageScoring.builder(spark, model.toString()).batchSize(3).build()) {
      int before = loaded.classifier().manager().getManagedArrays().size();

      scoring.run(List.of(folder.toString()), output.toString());

      assertThat(loaded.classifier().manager().getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void scoresOfAnotherModelAreRefused() throws IOException {
    Path folder = Pictures.folder(directory.resolve("photos"), 1);
    run(List.of(folder));
    Path other = Pictures.model(directory.resolve("other"), 2);

    assertThatThrownBy(
            () -> {
              try (ImageScoring scoring = ImageScoring.builder(spark, other.toString()).build()) {
                scoring.run(List.of(folder.toString()), output.toString());
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessage(
            "scores of something else: expected model %s, found %s (file:%s)"
                .formatted(
                    Sha256.of(other.resolve("model.json")),
                    Sha256.of(model.resolve("model.json")),
                    output));
  }

  @Test
  void aFolderOfSomethingElseIsNotWrittenTo() throws IOException {
    Path folder = Pictures.folder(directory.resolve("photos"), 1);
    Files.createDirectories(output);
    Files.writeString(output.resolve("mine.txt"), "mine");

    assertThatThrownBy(() -> run(List.of(folder)))
        .hasMessage(
            "output is not empty: expected an empty folder or scores of before, found mine.txt"
                + " (file:%s)".formatted(output));
    assertThat(output).isDirectoryContaining("glob:**/mine.txt");
  }

  @Test
  void whatIsNoModelIsToldBeforeAnythingIsWritten() {
    assertThatThrownBy(() -> ImageScoring.builder(spark, directory.toString()).build())
        .hasMessage(
            "not a model: expected a folder with model.json, found none (file:%s)"
                .formatted(directory));
    assertThat(output).doesNotExist();
  }

  @Test
  void aFolderWithoutImagesIsTold() throws IOException {
    Path empty = Files.createDirectory(directory.resolve("empty"));

    assertThatThrownBy(() -> run(List.of(empty)))
        .hasMessage(
            "no images: expected at least 1 image or zip archive, found none (%s)"
                .formatted(empty));
    assertThat(output).doesNotExist();
  }

  private Result run(List<Path> inputs) throws IOException {
    try (ImageScoring scoring = ImageScoring.builder(spark, model.toString()).build()) {
      return scoring.run(inputs.stream().map(Path::toString).toList(), output.toString());
    }
  }

  private Dataset<Row> table() {
    return spark.read().parquet(output.toString());
  }

  private Map<String, Row> rows() {
    return byPath(table());
  }

  private Row rowOf(String path) {
    return Objects.requireNonNull(rows().get(path), path);
  }

  private static Map<String, Row> byPath(Dataset<Row> table) {
    Map<String, Row> rows = new TreeMap<>();
    table.collectAsList().forEach(row -> assertThat(rows.put(row.getAs("path"), row)).isNull());
    return rows;
  }

  private static String entry(Path archive, int number) {
    return "file:%s!in/%d.png".formatted(archive, number);
  }
}
