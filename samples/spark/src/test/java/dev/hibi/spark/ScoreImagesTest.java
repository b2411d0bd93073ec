package dev.hibi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as {@code spark-submit} runs it, in this JVM. */
final class ScoreImagesTest {
  @TempDir Path directory;

  private Path model;
  private Path photos;
  private Path output;

  @BeforeEach
  void write() throws IOException {
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
    model = Pictures.model(directory.resolve("model"), 1);
    photos = Pictures.folder(directory.resolve("photos"), 3);
    output = directory.resolve("scores");
  }

  @AfterEach
  void forget() {
    System.clearProperty("spark.master");
    System.clearProperty("spark.ui.enabled");
  }

  @Test
  void itTellsWhatHasComeOfIt() throws IOException {
    Files.writeString(photos.resolve("broken.png"), "no picture");

    Said said = run("--model", model, "--output", output, photos);

    assertThat(said.code()).isZero();
    assertThat(said.err()).isEmpty();
    assertThat(said.out())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("images     4"),
            line -> assertThat(line).isEqualTo("known      0, scored before"),
            line ->
                assertThat(line).isEqualTo("copied     0, of which the content was scored before"),
            line -> assertThat(line).matches("scored     4 in [0-9.]+ s, in fp32"),
            line -> assertThat(line).isEqualTo("unreadable 1 row, of all runs"),
            line -> assertThat(line).isEqualTo("scores     " + output));
  }

  @Test
  void aTableOfPathsIsACsvOrParquet() throws IOException {
    Path table = directory.resolve("paths.csv");
    Files.write(table, List.of("photo,site", photos.resolve("1.png") + ",north"));

    Said said = run("--model", model, "--output", output, "--table", table, "--column", "photo");

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("images     1");
  }

  @Test
  void aColumnThatIsNotThereIsAUsageError() throws IOException {
    Path table = directory.resolve("paths.csv");
    Files.write(table, List.of("photo,site", "a,b"));

    Said said = run("--model", model, "--output", output, "--table", table);

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err())
        .containsExactly(
            "ScoreImages: no such column: expected 'path', found photo, site (%s) (try --help)"
                .formatted(table));
  }

  @Test
  void nothingToScoreIsAUsageError() {
    Said said = run("--model", model, "--output", output);

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err())
        .containsExactly(
            "ScoreImages: nothing to score: expected images, archives or folders, or else --table,"
                + " found neither (try --help)");
  }

  @Test
  void anUnknownPrecisionIsAUsageError() {
    Said said = run("--model", model, "--output", output, "--precision", "fp8", photos);

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err())
        .containsExactly(
            "ScoreImages: unknown precision: expected fp32, bf16 or int8, found 'fp8' (try --help)");
  }

  @Test
  void whatATaskFailsOfIsALineAndHoldsNoOutput() {
    Said failed = run("--model", model, "--output", output, "--precision", "int8", photos);

    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).singleElement().asString().startsWith("ScoreImages: int8 ");

    assertThat(run("--model", model, "--output", output, photos).code()).isZero();
  }

  @Test
  void anInputThatIsNotThereIsALine() {
    Said said = run("--model", model, "--output", output, directory.resolve("gone"));

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err())
        .containsExactly(
            "ScoreImages: no such file or folder: expected a zip archive, an image or a folder,"
                + " found nothing (file:%s/gone)".formatted(directory));
    assertThat(output).doesNotExist();
  }

  @Test
  void aModelThatCannotTellWhatItKnowsIsALine() {
    Said said = run("--model", model, "--output", output, "--familiarity", photos);

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err())
        .containsExactly(
            "ScoreImages: familiarity is not known: expected a model with a bank of its images,"
                + " found one without (%s)".formatted(model));
  }

  @Test
  void aDamagedModelIsALine() throws IOException {
    Path weights = model.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);

    Said said = run("--model", model, "--output", output, photos);

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err())
        .singleElement()
        .asString()
        .startsWith("ScoreImages: ")
        .contains(model.toString());
    assertThat(output).doesNotExist();
  }

  private static Said run(Object... arguments) {
    return Said.by(new ScoreImages(), arguments);
  }
}
