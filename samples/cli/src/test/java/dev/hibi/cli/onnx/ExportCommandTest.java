package dev.hibi.cli.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.cli.Answer;
import dev.hibi.model.Backbone;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.Provenance;
import dev.hibi.model.network.NetworkWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model written as ONNX on the command line. */
final class ExportCommandTest {
  @TempDir Path directory;

  private String model;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    Path folder = directory.resolve("model");
    ModelDirectory.write(
        folder,
        new ModelDescription(
            Backbone.RESNET10_W16,
            ClassLabels.of("N", "P"),
            ImageSpec.imagenet(32),
            new Provenance("2026-01-02T03:04:05Z", "{}")),
        NetworkWeights.random(Backbone.RESNET10_W16.network(2), 1));
    model = "--model=" + folder;
    file = directory.resolve("crack.onnx");
  }

  @Test
  void itTellsWhatTheFileTakesAndGives() throws IOException {
    Answer answer = Answer.of("export", model, "--onnx=" + file).expectSuccess();

    assertThat(answer.outLines())
        .containsExactly(
            "input     images float32 (batch, 3, 32, 32)",
            "output    logits float32 (batch, 2)",
            "output    probabilities float32 (batch, 2)",
            "output    features float32 (batch, 128)",
            "          familiarity is not in the file",
            "onnx      %s, %,d bytes, fp32".formatted(file, Files.size(file)));
    assertThat(answer.err()).isEmpty();
  }

  @Test
  void preprocessingInsideTakesPixels() {
    Answer answer =
        Answer.of("export", model, "--onnx=" + file, "--preprocessing=inside").expectSuccess();

    assertThat(answer.outLines()).contains("input     images uint8 (batch, 32, 32, 3)");
  }

  @Test
  void whatIsThereIsNotReplaced() throws IOException {
    Files.writeString(file, "mine");

    assertFailure(
        "output exists: expected no file, found one (" + file + ")", "--onnx=" + file, model);
    assertFailure(
        "output exists: expected no file, found a folder (" + directory + ")",
        "--onnx=" + directory,
        model);
    assertThat(file).hasContent("mine");
  }

  @Test
  void familiarityOfAModelThatCannotTellIsRefused() {
    assertFailure(
        "familiarity is not known: expected a model with a bank of its images, found one without ("
            + directory.resolve("model")
            + ")",
        "--onnx=" + file,
        model,
        "--familiarity");
    assertThat(file).doesNotExist();
  }

  @Test
  void whatIsNoModelIsRefused() {
    Answer answer = Answer.of("export", "--model=" + directory, "--onnx=" + file);

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err()).startsWith("hibi: not a model: expected ").hasLineCount(1);
  }

  @Test
  void anotherPlaceOfPreprocessingIsAWrongCommandLine() {
    Answer answer = Answer.of("export", model, "--onnx=" + file, "--preprocessing=both");

    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err())
        .contains("unknown preprocessing: expected outside or inside, found 'both'");
  }

  private static void assertFailure(String message, String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "export";
    System.arraycopy(words, 0, all, 1, words.length);
    Answer answer = Answer.of(all);

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err()).isEqualTo("hibi: " + message + System.lineSeparator());
  }
}
