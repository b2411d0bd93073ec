package dev.hibi.cli.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model that has learned itself says of images that it does not know, where it is asked. */
final class FamiliarityCommandTest {
  @TempDir static Path shared;

  private static Answer trained;

  @TempDir Path directory;

  @BeforeAll
  static void train() throws IOException {
    DrawnArchive.train(0).write(shared.resolve("train.zip"), 20);
    DrawnArchive.test(0).write(shared.resolve("test.zip"), 20);
    WholeFiles.writeFile(
        shared.resolve("weights.safetensors"),
        out ->
            Safetensors.write(
                out, NetworkWeights.random(Backbone.RESNET10_W16.network(2), 5), Map.of()));
    trained = train("finetune", "--weights=" + shared.resolve("weights.safetensors"));
  }

  private static Answer train(String mode, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "train",
                "--train=" + shared.resolve("train.zip"),
                "--test=" + shared.resolve("test.zip"),
                "--mode=" + mode,
                "--backbone=resnet10-w16",
                "--precision=fp32",
                "--image-size=32",
                "--device=cpu",
                "--epochs=1",
                "--output=" + shared.resolve(mode)));
    words.addAll(List.of(more));
    return Answer.of(words.toArray(String[]::new)).expectSuccess();
  }

  private static String model() {
    return "--model=" + shared.resolve("finetune/model");
  }

  private static String images() {
    return shared.resolve("train.zip").toString();
  }

  /** The training images were augmented, and are read as they are for it. */
  @Test
  void theBankIsThatOfAModelOfModeFeatures() {
    train("features", "--weights=" + shared.resolve("weights.safetensors"));

    assertThat(shared.resolve("finetune/model/bank.safetensors"))
        .hasSameBinaryContentAs(shared.resolve("features/model/bank.safetensors"));
    assertThat(shared.resolve("finetune/model/frozen.safetensors")).exists();
    assertThat(shared.resolve("features/model/frozen.safetensors")).doesNotExist();
  }

  @Test
  void trainingSaysWhatItComputesWhenTheEpochsAreDone() {
    String out = trained.out();

    assertThat(out).containsPattern("(?m)^features  bank 40 of 40, [\\d,]+ images/s$");
    assertThat(out.indexOf("features  bank")).isGreaterThan(out.indexOf("epoch 1/1"));
    assertThat(trained.err()).isEmpty();
  }

  @Test
  void predictTellsItWhereItIsAsked() {
    Answer plain = Answer.of("predict", "--json", model(), images()).expectSuccess();
    Answer asked =
        Answer.of("predict", "--json", "--familiarity", model(), images()).expectSuccess();

    assertThat(plain.out()).doesNotContain("familiarity");
    for (JsonElement one : JsonParser.parseString(asked.out()).getAsJsonArray()) {
      assertThat(one.getAsJsonObject().keySet())
          .containsExactly("path", "label", "probabilities", "familiarity");
    }
  }

  @Test
  void evaluateTellsItWhereItIsAskedAndOfASiteInAnyCase() {
    String data = "--data=" + images();
    String share = "(?m)^unfamiliar \\d+\\.\\d\\d % of the images \\(\\d+ of 40\\): ";

    assertThat(Answer.of("evaluate", model(), data).expectSuccess().out())
        .doesNotContain("unfamiliar");
    assertThat(Answer.of("evaluate", "--familiarity", model(), data).expectSuccess().out())
        .containsPattern(share);
    assertThat(Answer.of("evaluate", model(), "--site=" + images()).expectSuccess().out())
        .containsPattern("(?m)^          \\d+ of 40 images are unfamiliar: of all such ");
  }

  @Test
  void aModelThatCannotTellIsRefusedOnlyWhereItIsAsked() throws IOException {
    train("scratch");
    Path scratch = shared.resolve("scratch/model");
    Path json = directory.resolve("answers.json");
    String told =
        "hibi: familiarity is not known: expected a model with a bank of its images, found one"
            + " without (%s)%n".formatted(scratch);

    Answer predicted =
        Answer.of("predict", "--familiarity", "--json=" + json, "--model=" + scratch, images());
    Answer evaluated =
        Answer.of("evaluate", "--familiarity", "--model=" + scratch, "--data=" + images());

    for (Answer answer : List.of(predicted, evaluated)) {
      assertThat(answer.err()).isEqualTo(told);
      assertThat(answer.code()).isEqualTo(1);
      assertThat(answer.out()).isEmpty();
    }
    assertThat(json).doesNotExist();
    assertThat(
            Answer.of("evaluate", "--model=" + scratch, "--site=" + images()).expectSuccess().out())
        .contains("how many are unfamiliar is not known: the model has no bank of its images");
  }

  @Test
  void aModelWithAThresholdKeepsTheFile() throws IOException {
    Path calibrated = directory.resolve("calibrated");
    Answer.of(
            "calibrate",
            model(),
            "--data=" + shared.resolve("test.zip"),
            "--false-alarms=0.9",
            "--output=" + calibrated)
        .expectSuccess();

    Path before = shared.resolve("finetune/model/frozen.safetensors");
    assertThat(calibrated.resolve("frozen.safetensors")).hasSameBinaryContentAs(before);
    assertThat(calibrated.resolve("model.json")).content().contains("\"operatingPoint\"");
    assertThat(
            Answer.of("predict", "--json", "--familiarity", "--model=" + calibrated, images())
                .expectSuccess()
                .out())
        .contains("familiarity");
    assertThat(Files.size(before)).isPositive();
  }
}
