package dev.hibi.cli.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.WholeFiles;
import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hibi calibrate}, and what it changes of {@code predict} and {@code evaluate}. */
final class CalibrateCommandTest {
  @TempDir static Path shared;

  @TempDir Path directory;

  @BeforeAll
  static void train() throws IOException {
    DrawnArchive.train(0).write(shared.resolve("train.zip"), 20);
    DrawnArchive.test(0).write(shared.resolve("test.zip"), 40);
    Path weights = shared.resolve("weights.safetensors");
    WholeFiles.writeFile(
        weights,
        out ->
            Safetensors.write(
                out, NetworkWeights.random(Backbone.RESNET10_W16.network(2), 5), Map.of()));
    Answer.of(
            "train",
            "--train=" + shared.resolve("train.zip"),
            "--test=" + shared.resolve("test.zip"),
            "--weights=" + weights,
            "--backbone=resnet10-w16",
            "--image-size=32",
            "--device=cpu",
            "--epochs=2",
            "--output=" + shared.resolve("run"))
        .expectSuccess();
  }

  private static Path model() {
    return shared.resolve("run/model");
  }

  private Path output() {
    return directory.resolve("calibrated");
  }

  private Answer calibrate(String... more) {
    List<String> words = new ArrayList<>(List.of("calibrate", "--model=" + model()));
    words.add("--data=" + shared.resolve("test.zip"));
    words.add("--output=" + output());
    words.add("--device=cpu");
    words.addAll(List.of(more));
    return Answer.of(words.toArray(String[]::new));
  }

  private static JsonObject json(Path model) throws IOException {
    return JsonParser.parseString(Files.readString(model.resolve("model.json"))).getAsJsonObject();
  }

  @Test
  void aThresholdIsFoundToldAndKeptInAModelThatIsTheSameOtherwise() throws IOException {
    Answer answer = calibrate("--recall=0.9");

    assertThat(answer.code()).as(answer.err()).isZero();
    JsonObject point = json(output()).getAsJsonObject("operatingPoint");
    assertThat(answer.outLines())
        .contains(
            "verdict   alarm where the probability of P is "
                + point.get("threshold").getAsString()
                + " or more",
            "promise   at least 90 % of all cracked images like these raise an alarm; sure to 95 %,"
                + " by 40 cracked images",
            "          it holds for images that are chosen and taken as these were: not for another"
                + " site or camera",
            "model     " + output());
    assertThat(answer.out()).containsPattern("(?m)^shown     probabilities of P are off by ");
    assertThat(answer.err())
        .isEqualTo(
            "hibi: warning: each image counts by itself: expected --by-photograph if they are tiles"
                + " of photographs, which are alike, found none"
                + System.lineSeparator());
    for (String file : List.of("model.safetensors", "model.pt", "bank.safetensors")) {
      assertThat(output().resolve(file)).hasSameBinaryContentAs(model().resolve(file));
    }
    JsonObject before = json(model());
    JsonObject after = json(output());
    for (String field : List.of("operatingPoint", "positive", "sha256", "format")) {
      after.remove(field);
      before.remove(field);
    }
    assertThat(after).isEqualTo(before);
    assertThat(point.get("count").getAsInt()).isEqualTo(40);
    assertThat(point.get("unit").getAsString()).isEqualTo("image");
  }

  @Test
  void predictAndEvaluateDecideByIt() throws IOException {
    calibrate("--recall=0.9").expectSuccess();
    double threshold =
        json(output()).getAsJsonObject("operatingPoint").get("threshold").getAsDouble();
    String[] predict = {
      "predict", "--json", "--model=" + output(), shared.resolve("test.zip").toString()
    };

    Answer predicted = Answer.of(predict).expectSuccess();
    Answer lines =
        Answer.of("predict", "--model=" + output(), shared.resolve("test.zip").toString())
            .expectSuccess();

    JsonArray all = JsonParser.parseString(predicted.out()).getAsJsonArray();
    int alarms = 0;
    int found = 0;
    for (int i = 0; i < all.size(); i++) {
      JsonObject one = all.get(i).getAsJsonObject();
      JsonObject verdict = one.getAsJsonObject("verdict");
      boolean alarm = verdict.get("score").getAsDouble() >= threshold;
      assertThat(verdict.get("alarm").getAsBoolean()).isEqualTo(alarm);
      assertThat(verdict.get("positive").getAsString()).isEqualTo("P");
      assertThat(verdict.get("threshold").getAsDouble()).isEqualTo(threshold);
      assertThat(lines.outLines().get(i)).contains(alarm ? " %  alarm " : " %  no alarm ");
      alarms += alarm ? 1 : 0;
      found += alarm && one.get("path").getAsString().contains("P_") ? 1 : 0;
    }
    Answer evaluated =
        Answer.of(
                "evaluate",
                "--model=" + output(),
                "--data=" + shared.resolve("test.zip"),
                "--json=" + directory.resolve("evaluation.json"))
            .expectSuccess();
    assertThat(evaluated.out())
        .contains(
            "verdict   P at a probability of "
                + threshold
                + " and above (recall 0.9 at 0.95 confidence, from 40 images)");
    JsonObject evaluation =
        JsonParser.parseString(Files.readString(directory.resolve("evaluation.json")))
            .getAsJsonObject();
    int[] p = row(evaluation.getAsJsonArray("confusion").get(1));
    int[] n = row(evaluation.getAsJsonArray("confusion").get(0));
    assertThat(p[1]).isEqualTo(found).isGreaterThanOrEqualTo(36);
    assertThat(p[1] + n[1]).isEqualTo(alarms);
    assertThat(evaluation.getAsJsonObject("operatingPoint").get("threshold").getAsDouble())
        .isEqualTo(threshold);
  }

  private static int[] row(JsonElement row) {
    return row.getAsJsonArray().asList().stream().mapToInt(JsonElement::getAsInt).toArray();
  }

  @Test
  void aModelWithoutAThresholdSpeaksAsBeforeButForWhatItDoesNotKnow() throws IOException {
    Path noise = shared.resolve("train.zip");
    Answer predicted =
        Answer.of("predict", "--json", "--model=" + model(), noise.toString()).expectSuccess();
    Answer lines = Answer.of("predict", "--model=" + model(), noise.toString()).expectSuccess();

    JsonArray all = JsonParser.parseString(predicted.out()).getAsJsonArray();
    assertThat(all).hasSize(40);
    for (int i = 0; i < all.size(); i++) {
      JsonObject one = all.get(i).getAsJsonObject();
      assertThat(one.keySet()).containsExactly("path", "label", "probabilities", "familiarity");
      boolean unfamiliar = one.getAsJsonObject("familiarity").get("unfamiliar").getAsBoolean();
      assertThat(lines.outLines().get(i).contains(" %  unfamiliar  ")).isEqualTo(unfamiliar);
      assertThat(lines.outLines().get(i)).doesNotContain("alarm");
    }
    Answer evaluated =
        Answer.of("evaluate", "--model=" + model(), "--data=" + noise).expectSuccess();
    assertThat(evaluated.out())
        .containsPattern("(?m)^unfamiliar \\d+\\.\\d\\d % of the images \\(\\d+ of 40\\): ")
        .doesNotContain("verdict");
  }

  @Test
  void tilesOfAPhotographCountOnceAndTooFewAreToldWithHowManyWouldDo() throws IOException {
    String tens = "--by-photograph=name:([PN]_\\d+)\\d\\.jpg"; // ten tiles each

    Answer few = calibrate("--recall=0.95", tens);

    assertThat(few.err())
        .isEqualTo(
            "hibi: you have %d cracked photographs: 95 %% recall at 95 %% confidence needs 59%n"
                .formatted(photographs()));
    assertThat(few.code()).isEqualTo(1);
    assertThat(output()).doesNotExist();

    Answer enough = calibrate("--recall=0.4", "--confidence=0.8", tens);

    assertThat(enough.code()).as(enough.err()).isZero();
    assertThat(enough.err()).isEmpty();
    JsonObject point = json(output()).getAsJsonObject("operatingPoint");
    assertThat(point.get("unit").getAsString()).isEqualTo("photograph");
    assertThat(point.get("count").getAsInt()).isEqualTo(photographs());
  }

  /** How many tens of cracked images there are. */
  private static int photographs() throws IOException {
    try (java.util.zip.ZipFile zip =
        new java.util.zip.ZipFile(shared.resolve("test.zip").toFile())) {
      return (int)
          zip.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.contains("P_") && name.endsWith(".jpg"))
              .map(name -> name.replaceAll("\\d\\.jpg$", ""))
              .distinct()
              .count();
    }
  }

  @Test
  void falseAlarmsAreBoundedToo() throws IOException {
    Answer answer = calibrate("--false-alarms=0.1");

    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.out())
        .contains(
            "promise   at most 10 % of all uncracked images like these raise an alarm; sure to 95 %,"
                + " by 40 uncracked images",
            " of 40 cracked images here raise an alarm: of all such ");
    assertThat(json(output()).getAsJsonObject("operatingPoint").get("promise").getAsString())
        .isEqualTo("false-alarms");
  }

  @Test
  void anotherClassMayCountAsTheCrack() throws IOException {
    Answer answer = calibrate("--recall=0.9", "--positive=N").expectSuccess();

    assertThat(answer.err())
        .contains(
            "hibi: warning: N is to count as crack: expected P, which is called so, found N by"
                + " --positive");
    assertThat(json(output()).get("positive").getAsString()).isEqualTo("N");
  }

  @Test
  void nothingThatIsThereIsReplaced() throws IOException {
    Files.createDirectory(output());
    Files.writeString(output().resolve("notes.txt"), "mine");

    Answer answer = calibrate("--recall=0.9");

    assertThat(answer.err())
        .isEqualTo(
            "hibi: output exists: expected no folder or an empty one, found 'notes.txt' (%s)%n"
                .formatted(output()));
    assertThat(answer.code()).isEqualTo(1);
  }

  @Test
  void whatIsAskedForMustMakeSense() {
    assertUsageError(
        "nothing asked for: expected a recall or a rate of false alarms, found neither");
    assertUsageError(
        "bad recall: expected a number above 0 and below 1, found 95.0", "--recall=95");
    assertUsageError(
        "bad confidence: expected a number above 0 and below 1, found 1.0",
        "--recall=0.9",
        "--confidence=1");
    assertUsageError(
        "unknown positive class: expected one of [N, P], found 'crack'",
        "--recall=0.9",
        "--positive=crack");
    assertUsageError(
        "options exclude each other: expected --by-photograph or --groups, found both",
        "--recall=0.9",
        "--by-photograph=manifest",
        "--groups=manifest");
  }

  private void assertUsageError(String message, String... more) {
    Answer answer = calibrate(more);

    assertThat(answer.err().strip())
        .isEqualTo("hibi: " + message + " (try 'hibi calibrate --help')");
    assertThat(answer.code()).isEqualTo(2);
    assertThat(output()).doesNotExist();
  }

  @Test
  void whereNoNameTellsTheCrackItMustBeSaid() throws IOException {
    Path other = directory.resolve("other");
    copyWithLabels(other, "\"a\"", "\"b\"");

    Answer answer =
        Answer.of(
            "calibrate",
            "--model=" + other,
            "--data=" + renamed(),
            "--recall=0.9",
            "--output=" + output());

    assertThat(answer.err())
        .startsWith(
            "hibi: which class counts as crack: expected --positive, or one class that is called P,"
                + " Positive, crack, cracks, cracked, ")
        .contains("found [a, b] (try 'hibi calibrate --help')");
    assertThat(answer.code()).isEqualTo(2);
  }

  private Path renamed() throws IOException {
    Path folder = directory.resolve("data");
    for (String name : List.of("a", "b")) {
      Path images = Files.createDirectories(folder.resolve(name));
      try (java.util.zip.ZipFile zip =
          new java.util.zip.ZipFile(shared.resolve("test.zip").toFile())) {
        var entry =
            zip.stream().filter(one -> one.getName().endsWith(".jpg")).findFirst().orElseThrow();
        Files.copy(zip.getInputStream(entry), images.resolve("1.jpg"));
      }
    }
    return folder;
  }

  /** As a model of format 2, which has no digests that would have to be made again. */
  private static void copyWithLabels(Path to, String... labels) throws IOException {
    Files.createDirectory(to);
    Files.copy(model().resolve("model.safetensors"), to.resolve("model.safetensors"));
    JsonObject json = json(model());
    json.remove("files");
    json.remove("sha256");
    json.addProperty("format", 2);
    json.add("labels", JsonParser.parseString(Arrays.toString(labels)));
    Files.writeString(to.resolve("model.json"), json.toString());
  }
}
