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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Optimizers, schedules and samplers as a user asks for them. */
final class RecipeOptionsTest {
  @TempDir static Path shared;

  @TempDir Path directory;

  @BeforeAll
  static void draw() throws IOException {
    DrawnArchive.train(0).write(shared.resolve("train.zip"), 20);
    DrawnArchive.test(0).write(shared.resolve("test.zip"), 4);
  }

  private Answer train(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "train",
                "--train=" + shared.resolve("train.zip"),
                "--test=" + shared.resolve("test.zip"),
                "--backbone=resnet10-w16",
                "--image-size=32",
                "--epochs=1",
                "--output=" + directory.resolve("run")));
    words.addAll(List.of(more));
    return Answer.of(words.toArray(new String[0]));
  }

  private JsonObject settings() throws IOException {
    return JsonParser.parseString(Files.readString(directory.resolve("run/run.json")))
        .getAsJsonObject()
        .getAsJsonObject("settings");
  }

  @Test
  void optimizerScheduleAndSamplerStandInTheRecord() throws IOException {
    Answer answer =
        train(
            "--optimizer=sgd",
            "--momentum=0.8",
            "--nesterov",
            "--weight-decay=1e-4",
            "--schedule=one-cycle",
            "--warm-up=0.25",
            "--div-factor=10",
            "--anneal=linear",
            "--balanced");

    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(settings().get("optimizer"))
        .hasToString(
            "{\"name\":\"sgd\",\"momentum\":0.8,\"weightDecay\":1.0E-4,\"nesterov\":true}");
    assertThat(settings().get("schedule"))
        .hasToString(
            "{\"name\":\"one-cycle\",\"warmUp\":0.25,\"divFactor\":10.0,"
                + "\"finalDivFactor\":10000.0,\"linear\":true}");
    assertThat(settings().get("sampler")).hasToString("\"balanced-1\"");
    assertThat(answer.outLines())
        .anyMatch(
            line ->
                line.matches(
                    "waited    [0-9]+ % of the time for images, computed the rest(; more processors"
                        + " or --cache would help, a faster GPU would not)?"));
  }

  @Test
  void aPlateauFollowsAValidationThatIsHeldBack() throws IOException {
    Answer answer =
        train(
            "--optimizer=adamw",
            "--betas=0.8,0.99",
            "--eps=1e-6",
            "--schedule=plateau",
            "--factor=0.5",
            "--patience=2",
            "--threshold=0.01",
            "--cooldown=1",
            "--min-lr=1e-6");

    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.outLines())
        .contains(
            "valid     4 images {N=2, P=2} of the training images, a tenth, for --schedule plateau;"
                + " 36 left to learn from");
    assertThat(settings().get("optimizer"))
        .hasToString(
            "{\"name\":\"adamw\",\"beta1\":0.8,\"beta2\":0.99,\"eps\":1.0E-6,"
                + "\"weightDecay\":0.01,\"amsgrad\":false,\"decoupled\":true}");
    assertThat(settings().get("schedule"))
        .hasToString(
            "{\"name\":\"plateau\",\"factor\":0.5,\"patience\":2,\"threshold\":0.01,"
                + "\"cooldown\":1,\"minRate\":1.0E-6}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--momentum=0.9 | --momentum cannot be combined with optimizer adam: expected sgd, found"
            + " adam",
        "--optimizer=adamw --nesterov | --nesterov cannot be combined with optimizer adamw:"
            + " expected sgd, found adamw",
        "--optimizer=sgd --betas=0.9,0.99 | --betas cannot be combined with optimizer sgd: expected"
            + " adam or adamw, found sgd",
        "--betas=0.9 | bad betas: expected two such as 0.9,0.999, found [0.9]",
        "--betas=0.9,1 | bad beta2: expected at least 0.0 and below 1.0, found 1.0",
        "--weight-decay=-1 | bad weightDecay: expected at least 0.0 and below"
            + " 1.7976931348623157E308, found -1.0",
        "--schedule=plateau --warm-up=0.1 | --warm-up cannot be combined with schedule plateau:"
            + " expected cosine or one-cycle, found plateau",
        "--patience=3 | --patience cannot be combined with schedule cosine: expected plateau, found"
            + " cosine",
        "--schedule=plateau --div-factor=3 | --div-factor cannot be combined with schedule plateau:"
            + " expected one-cycle, found plateau",
        "--schedule=one-cycle --anneal=cubic | unknown anneal: expected cos or linear, found"
            + " 'cubic'",
        "--schedule=step | unknown schedule: expected cosine, one-cycle, multistep, plateau or"
            + " constant, found 'step'",
        "--schedule=plateau --factor=2 | bad factor: expected above 0 and below 1, found 2.0",
        "--find-lr-steps=20 | --find-lr-steps needs --find-lr: expected both, found"
            + " --find-lr-steps",
        "--find-lr --find-lr-to=1e-8 | bad rates: expected a least one above 0 and a greater one,"
            + " found 1.0E-7 and 1.0E-8",
        "--find-lr --find-lr-steps=3 | bad number of steps: expected 10 and more, found 3",
      })
  void whatDoesNotBelongTogetherIsRefused(String options, String message) {
    Answer answer = train(options.split(" "));

    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err()).isEqualTo("hibi: %s (try 'hibi train --help')%n".formatted(message));
    assertThat(directory.resolve("run")).doesNotExist();
  }
}
