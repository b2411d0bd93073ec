package dev.hibi.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.audit.NearDuplicates;
import dev.hibi.spark.ImageAudit.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images examined by Spark in this JVM. */
final class ImageAuditTest {
  private static SparkSession spark;

  @TempDir Path directory;

  private Path train;
  private Path test;
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
    train = directory.resolve("train");
    test = directory.resolve("test");
    Pictures.folder(train.resolve("cracked"), 6);
    Files.createDirectories(train.resolve("uncracked"));
    Files.createDirectories(test.resolve("cracked"));
    Files.write(train.resolve("uncracked/a.png"), Pictures.png(50));
    Files.write(test.resolve("cracked/b.png"), Pictures.png(51));
    output = directory.resolve("audit");
  }

  @Test
  void aFileThatIsThereTwiceIsFoundAcrossInputsAndFolders() throws IOException {
    Files.copy(train.resolve("cracked/3.png"), train.resolve("uncracked/again.png"));
    Files.copy(train.resolve("cracked/4.png"), test.resolve("cracked/leak.png"));

    Result result = run(train, test);

    assertThat(result).isEqualTo(new Result(10, 0, 0, 0, 2, 0, 2, 1, 1));
    assertThat(copies())
        .extracting(row -> row.getAs("first"), row -> row.getAs("second"))
        .containsExactly(
            tuple(test.resolve("cracked/leak.png"), train.resolve("cracked/4.png")),
            tuple(train.resolve("cracked/3.png"), train.resolve("uncracked/again.png")));
  }

  @Test
  void aMirroredPictureIsFoundWithItsForm() throws IOException {
    Files.write(train.resolve("cracked/mirrored.png"), Pictures.mirrored(2));

    assertThat(run(train)).isEqualTo(new Result(8, 0, 0, 0, 0, 1, 1, 0, 0));

    assertThat(copies())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.<String>getAs("first"))
                  .isEqualTo("file:" + train.resolve("cracked/2.png"));
              assertThat(row.<String>getAs("second"))
                  .isEqualTo("file:" + train.resolve("cracked/mirrored.png"));
              assertThat(row.<String>getAs("form")).isEqualTo("mirrored");
              assertThat(row.<Double>getAs("correlation")).isGreaterThan(0.99);
            });
  }

  @Test
  void groupsAreThoseOfAnAuditOnOneMachine() throws IOException {
    for (int i = 0; i < 4; i++) {
      Files.write(train.resolve("uncracked/mirrored%d.png".formatted(i)), Pictures.mirrored(i));
    }
    Files.copy(train.resolve("cracked/0.png"), train.resolve("uncracked/same.png"));

    run(train);

    Map<String, String> expected = new TreeMap<>();
    try (ZipImageFolder images =
        ZipImageFolder.builder().addSource(train).setSampling(1, false).build()) {
      int[] groups = NearDuplicates.find(images, 2).groups();
      for (int i = 0; i < groups.length; i++) {
        boolean alone = countOf(groups, groups[i]) == 1;
        expected.put("file:" + images.name(i), alone ? "none" : "file:" + images.name(groups[i]));
      }
    }
    assertThat(groups()).isEqualTo(expected);
  }

  @Test
  void whatCannotBeReadIsARowWithItsError() throws IOException {
    Files.writeString(train.resolve("cracked/broken.jpg"), "no picture");
    Files.write(train.resolve("cracked/blank.png"), Pictures.blank());

    assertThat(run(train)).isEqualTo(new Result(9, 1, 1, 0, 0, 0, 0, 0, 0));

    Row row =
        images().stream()
            .filter(image -> image.<String>getAs("path").endsWith("broken.jpg"))
            .findFirst()
            .orElseThrow();
    assertThat(row.<String>getAs("error")).startsWith("not an image: expected ");
    assertThat(row.<Boolean>getAs("blank")).isNull();
  }

  @Test
  void anAuditThatHasEndedIsNotWrittenOver() throws IOException {
    run(train);

    assertThatThrownBy(() -> run(train))
        .hasMessage(
            "output is not empty: expected an empty folder or an audit that was killed, found"
                + " summary.json (file:%s)".formatted(output));
  }

  @Test
  void oneThatWasKilledIsDoneAnew() throws IOException {
    run(train);
    Files.delete(output.resolve("summary.json"));

    assertThat(run(train).images()).isEqualTo(7);
    assertThat(images()).hasSize(7);
  }

  @Test
  void theSummaryHasTheCounts() throws IOException {
    run(train);

    assertThat(output.resolve("summary.json"))
        .content()
        .isEqualTo(
            """
            {
              "version": 1,
              "images": 7,
              "unreadable": 0,
              "blank": 0,
              "blurred": 0,
              "identical": 0,
              "similar": 0,
              "groups": 0,
              "acrossInputs": 0,
              "acrossFolders": 0
            }
            """);
  }

  private Result run(Path... inputs) throws IOException {
    return new ImageAudit(spark, 3)
        .run(Stream.of(inputs).map(Path::toString).toList(), output.toString());
  }

  private List<Row> images() {
    return spark.read().parquet(output.resolve("images").toString()).collectAsList();
  }

  private List<Row> copies() {
    return spark
        .read()
        .parquet(output.resolve("copies").toString())
        .orderBy("first")
        .collectAsList();
  }

  private Map<String, String> groups() {
    Map<String, String> groups = new TreeMap<>();
    images()
        .forEach(
            row ->
                groups.put(
                    row.getAs("path"),
                    row.getAs("group") == null ? "none" : row.<String>getAs("group")));
    return groups;
  }

  private static long countOf(int[] groups, int group) {
    return Arrays.stream(groups).filter(other -> other == group).count();
  }

  private static Tuple tuple(Path first, Path second) {
    return Tuple.tuple("file:" + first, "file:" + second);
  }
}
