package dev.hibi.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options of {@code hibi train} that change what a step does. */
final class StepCommandTest {
  @TempDir static Path shared;

  @TempDir Path directory;

  @BeforeAll
  static void draw() throws IOException {
    DrawnArchive.train(0).write(shared.resolve("train.zip"), 20);
    DrawnArchive.test(0).write(shared.resolve("test.zip"), 4);
  }

  @Test
  void whatWasAskedForStandsInTheRecord() throws IOException {
    Answer answer =
        train(
            "--precision=bf16",
            "--accumulate=2",
            "--label-smoothing=0.1",
            "--class-weights=balanced",
            "--mixup=0.2",
            "--cutmix=1",
            "--clip-norm=1",
            "--ema=0.9",
            "--no-decay-on-norm");

    assertThat(answer.code()).as(answer.err()).isZero();
    JsonObject settings = settings();
    assertThat(settings.get("precision").getAsString()).isEqualTo("bfloat16");
    assertThat(settings.get("step"))
        .hasToString(
            "{\"labelSmoothing\":0.1,\"classWeights\":[1.0,1.0],\"mixup\":0.2,\"cutmix\":1.0,"
                + "\"clipNorm\":1.0,\"ema\":0.9,\"accumulate\":2,\"decayOnNorm\":false,"
                + "\"rateFactors\":{}}");
  }

  @Test
  void withoutOptionsAStepIsPlain() throws IOException {
    assertThat(train().code()).isZero();

    assertThat(settings().has("step")).isFalse();
    assertThat(settings().get("precision").getAsString()).isIn("float32", "bfloat16");
  }

  @Test
  void whatIsOutOfRangeOrUnknownIsAWrongCommandLine() throws IOException {
    Path weights = Files.createFile(directory.resolve("weights.safetensors"));
    assertUsageError(
        "unknown precision: expected auto, fp32 or bf16, found 'fp16'", "--precision", "fp16");
    assertUsageError(
        "unknown class weights: expected balanced or none, found 'rare'",
        "--class-weights",
        "rare");
    assertUsageError("bad accumulation: expected 1 batch and more, found 0", "--accumulate", "0");
    assertUsageError(
        "bad label smoothing: expected at least 0.0 and below 1.0, found 1.0",
        "--label-smoothing",
        "1");
    assertUsageError("bad mixup: expected 0.0 and more, found -1.0", "--mixup", "-1");
    assertUsageError(
        "bad decay of the average: expected at least 0.0 and below 1.0, found 1.5", "--ema", "1.5");
    assertUsageError(
        "mode features mixes no images: expected mixup 0 and cutmix 0, found 0.2 and 0.0",
        "--weights",
        weights.toString(),
        "--mixup",
        "0.2");
  }

  private Answer train(String... more) {
    List<String> words = new ArrayList<>(List.of("train", "--image-size", "32", "--device", "cpu"));
    words.addAll(List.of("--backbone", "resnet10-w16", "--epochs", "1", "--batch-size", "10"));
    words.addAll(List.of("--train", shared.resolve("train.zip").toString()));
    words.addAll(List.of("--test", shared.resolve("test.zip").toString()));
    words.addAll(List.of("--output", directory.resolve("run").toString()));
    words.addAll(List.of(more));
    return Answer.of(words.toArray(String[]::new));
  }

  private void assertUsageError(String message, String... more) {
    Answer answer = train(more);

    assertThat(answer.err().strip()).isEqualTo("hibi: " + message + " (try 'hibi train --help')");
    assertThat(answer.code()).isEqualTo(2);
  }

  private JsonObject settings() throws IOException {
    String json = Files.readString(directory.resolve("run/run.json"));
    return JsonParser.parseString(json).getAsJsonObject().getAsJsonObject("settings");
  }
}
