package dev.hibi.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.tensorboard.EventFileReader;
import dev.hibi.tensorboard.RunEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Validation, selection and folds as a user asks for them. */
final class SelectionCommandTest {
  @TempDir static Path shared;

  @TempDir Path directory;

  @BeforeAll
  static void draw() throws IOException {
    DrawnArchive.train(0).write(shared.resolve("train.zip"), 20);
    DrawnArchive.test(0).write(shared.resolve("test.zip"), 4);
    DrawnArchive.test(1).write(shared.resolve("other.zip"), 6);
  }

  @Test
  void aTenthOfTheTrainingImagesIsHeldBackWhereAnEpochIsToBeChosen() throws IOException {
    Answer answer = train("run", "--select", "best", "--epochs", "2");

    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.outLines())
        .contains(
            "groups    40 images in 40 groups of near-duplicates",
            "valid     4 images {N=2, P=2} of the training images, a tenth, for --select best; 36"
                + " left to learn from")
        .anyMatch(line -> line.matches("epoch 2/2  train loss .*, validation loss .*"))
        .anyMatch(line -> line.matches("selected  epoch [12], of the least validation loss: .*"))
        .anyMatch(line -> line.matches(" +95 % interval .* to .* % \\(Wilson\\)"));
    JsonObject settings = json("run/run.json").getAsJsonObject("settings");
    assertThat(settings.get("select")).hasToString("\"best\"");
    assertThat(samples(settings, "trainingData")).isEqualTo(36);
    assertThat(samples(settings, "validationData")).isEqualTo(4);
    assertThat(samples(settings, "testData")).isEqualTo(8);
    assertThat(
            settings
                .getAsJsonObject("validationData")
                .getAsJsonObject("preparation")
                .getAsJsonArray("augmentations"))
        .isEmpty();
    assertThat(tags("run"))
        .contains(
            "loss_valid", "accuracy", "auc", "average_precision", "calibration_error", "brier")
        .contains("test/accuracy", "test/loss", "test/auc");

    Answer again = train("run", "--select", "best", "--epochs", "2", "--resume");

    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.outLines())
        .contains("resumed   after epoch 2, step 4: nothing is left to train");
  }

  @Test
  void imagesOfTheirOwnAreTheValidation() throws IOException {
    Answer answer =
        train("run", "--validation", shared.resolve("other.zip").toString(), "--epochs", "1");

    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.outLines())
        .contains("valid     12 images {N=6, P=6}, labels by prefix")
        .noneMatch(line -> line.startsWith("groups"));
    JsonObject settings = json("run/run.json").getAsJsonObject("settings");
    assertThat(samples(settings, "trainingData")).isEqualTo(40);
    assertThat(samples(settings, "validationData")).isEqualTo(12);
    assertThat(directory.resolve("run/metrics.jsonl"))
        .content()
        .contains("\"measuredOn\":\"validation\"");
  }

  @Test
  void withoutAValidationTheLinesSayThatTheyAreOfTheTest() throws IOException {
    Answer answer = train("run", "--epochs", "1");

    assertThat(answer.outLines())
        .anyMatch(line -> line.matches("epoch 1/1  train loss .*, test loss .*, test accuracy .*"));
    assertThat(directory.resolve("run/metrics.jsonl"))
        .content()
        .contains("\"measuredOn\":\"test\"");
    assertThat(tags("run")).contains("loss_valid", "brier").doesNotContain("test/accuracy");
  }

  @Test
  void eachImageIsTestedInOneFold() throws IOException {
    Answer answer =
        answer(words("run", "--folds", "2", "--epochs", "1", "--log-dir", path("logs")));

    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.outLines())
        .contains(
            "fold-1    of 2: trained on 20 images, tested on 20",
            "fold-2    of 2: trained on 20 images, tested on 20",
            "written   " + directory.resolve("run/folds.json"))
        .anyMatch(line -> line.matches("folds     mean accuracy .* %, standard deviation .* %"))
        .anyMatch(
            line ->
                line.matches(
                    "together  accuracy .* % \\(.* of 40\\), 95 % interval .* to .* % \\(bootstrap"
                        + " of 40 groups\\)"));
    JsonObject sum = json("run/folds.json");
    assertThat(sum.get("samples").getAsInt()).isEqualTo(40);
    assertThat(sum.getAsJsonArray("folds")).hasSize(2);
    assertThat(directory.resolve("run/fold-2/model/model.json")).exists();
    assertThat(directory.resolve("logs/fold-2")).isDirectory();
    String before = Files.readString(directory.resolve("run/folds.json"));

    Answer again =
        answer(
            words("run", "--folds", "2", "--epochs", "1", "--log-dir", path("logs"), "--resume"));

    assertThat(again.code()).as(again.err()).isZero();
    assertThat(Files.readString(directory.resolve("run/folds.json"))).isEqualTo(before);
  }

  @Test
  void imagesOfGroupsHaveAnIntervalByGroup() throws IOException {
    assertThat(train("run", "--epochs", "1").code()).isZero();
    List<String> lines = new ArrayList<>(List.of("path,label,group"));
    for (int i = 1; i <= 4; i++) {
      for (String label : List.of("N", "P")) {
        lines.add(
            "%s!test/%s_%05d.jpg,%s,wall %d"
                .formatted(shared.resolve("test.zip"), label, i, label, i % 2));
      }
    }
    Path manifest = Files.write(directory.resolve("walls.csv"), lines);

    Answer answer =
        Answer.of(
            "evaluate",
            "--model",
            path("run/model"),
            "--data",
            manifest.toString(),
            "--json=" + path("answer.json"));

    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.outLines())
        .anyMatch(line -> line.matches(" +95 % interval .* to .* % \\(bootstrap of 2 groups\\)"));
    assertThat(json("answer.json").keySet())
        .contains("accuracyInterval", "accuracyIntervalByGroup");
  }

  @Test
  void whatDoesNotGoTogetherIsAWrongCommandLine() {
    assertUsageError(
        "--folds cannot be combined with --test: expected parts of --train to test on, found both",
        "--folds",
        "5");
    assertUsageError("bad number of folds: expected 2 and more, found 1", "--folds", "1");
    assertUsageError("bad patience: expected 1 and more, found 0", "--early-stopping", "0");
    assertUsageError(
        "unknown selection: expected last or best, found 'first'", "--select", "first");
    assertUsageError(
        "bad validation: expected a share above 0 and below 1, or images, found '1'",
        "--validation",
        "1");
  }

  private Answer train(String output, String... more) {
    List<String> words = words(output, more);
    words.addAll(List.of("--test", shared.resolve("test.zip").toString()));
    return answer(words);
  }

  private static Answer answer(List<String> words) {
    return Answer.of(words.toArray(String[]::new));
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private List<String> words(String output, String... more) {
    List<String> words = new ArrayList<>(List.of("train", "--image-size", "32", "--device", "cpu"));
    words.addAll(List.of("--backbone", "resnet10-w16"));
    words.addAll(List.of("--train", shared.resolve("train.zip").toString()));
    words.addAll(List.of("--output", path(output), "--batch-size", "20"));
    words.addAll(List.of(more));
    return words;
  }

  private void assertUsageError(String message, String... more) {
    Answer answer = train("run", more);

    assertThat(answer.err().strip()).isEqualTo("hibi: " + message + " (try 'hibi train --help')");
    assertThat(answer.code()).isEqualTo(2);
  }

  private List<String> tags(String run) throws IOException {
    return EventFileReader.read(directory.resolve(run)).stream()
        .filter(RunEvent.Scalar.class::isInstance)
        .map(event -> ((RunEvent.Scalar) event).tag())
        .distinct()
        .toList();
  }

  private static int samples(JsonObject settings, String data) {
    return settings.getAsJsonObject(data).get("samples").getAsInt();
  }

  private JsonObject json(String file) throws IOException {
    return JsonParser.parseString(Files.readString(directory.resolve(file))).getAsJsonObject();
  }
}
