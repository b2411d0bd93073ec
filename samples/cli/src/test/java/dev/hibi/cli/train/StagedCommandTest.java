package dev.hibi.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

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

/** {@code hibi train --mode staged}. */
final class StagedCommandTest {
  @TempDir static Path shared;

  @TempDir Path directory;

  @BeforeAll
  static void draw() throws IOException {
    DrawnArchive.train(0).write(shared.resolve("train.zip"), 20);
    DrawnArchive.test(0).write(shared.resolve("test.zip"), 4);
    WholeFiles.writeFile(
        shared.resolve("weights.safetensors"),
        out ->
            Safetensors.write(
                out, NetworkWeights.random(Backbone.RESNET10_W16.network(2), 5), Map.of()));
  }

  @Test
  void eachEpochTellsItsStageAndTheModelIsAsAnyOther() throws IOException {
    Answer trained = train("--stage-epochs=1,1,1");

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out())
        .contains(
            "mode staged, 1,1,1 epochs, rates times 0.1 a stage, divided by 2.6 a layer",
            "epoch 1/3 (head)  train loss",
            "epoch 2/3 (layer4)  train loss",
            "epoch 3/3 (all)  train loss");
    String run = directory.resolve("run").toString();
    Answer shown = Answer.of("tensorboard", "scalars", run, "--tag=stage", "--csv");
    assertThat(shown.outLines())
        .as(shown.err())
        .extracting(line -> line.substring(line.lastIndexOf(',') + 1))
        .containsExactly("value", "1.0", "2.0", "3.0");
    Answer evaluated =
        Answer.of(
            "evaluate", "--model", run + "/model", "--data", shared.resolve("test.zip").toString());
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
  }

  @Test
  void aRunThatGoesOnMustHaveTheSameStages() {
    assertThat(train("--stage-epochs=1,1,0").code()).isZero();

    Answer other = train("--stage-epochs=1,0,1", "--resume");

    assertThat(other.err())
        .contains(
            "checkpoint of another run: stages: expected 1,1,0 epochs, rates times 0.1 a stage,"
                + " divided by 2.6 a layer, found 1,0,1 epochs, rates times 0.1 a stage, divided by"
                + " 2.6 a layer;"
                + " cannot be accepted: stages");
    assertThat(other.code()).isEqualTo(1);
    assertThat(train("--stage-epochs=1,1,0", "--resume").out())
        .contains("nothing is left to train");
  }

  @Test
  void viewsAreOfTheFirstTwoStages() throws IOException {
    Answer trained =
        train("--stage-epochs=1,1,1", "--train-from=layer3", "--views=2", "--augment=tutorial");

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("epoch 2/3 (layer3)");
    for (String kept : List.of("features", "activations")) {
      Path folder = directory.resolve("run").resolve(kept);
      assertThat(folder.resolve("test/000000.safetensors")).exists();
      assertThat(Files.readAllBytes(folder.resolve("training-1/000000.safetensors")))
          .isNotEqualTo(Files.readAllBytes(folder.resolve("training-0/000000.safetensors")));
    }
  }

  @Test
  void whatHasNoMeaningInStagesIsAWrongCommandLine() {
    assertUsageError(
        "--epochs cannot be combined with mode staged: expected --stage-epochs, found --epochs",
        "--epochs=5");
    assertUsageError(
        "--find-lr cannot be combined with mode staged: expected mode features, finetune or"
            + " scratch, found staged",
        "--find-lr");
    assertUsageError(
        "bad epochs of stages: expected those of the head, of the last layer and of all, such as"
            + " 3,1,1, found '3'",
        "--stage-epochs=3");
    assertUsageError(
        "mode staged mixes no images: expected mixup 0 and cutmix 0, found 0.2 and 0.0",
        "--mixup=0.2");
    assertUsageError(
        "--augment cannot be combined with --views 1: expected none, found inspection",
        "--augment=inspection");
    assertUsageError(
        "stages are for mode staged: expected it, found finetune",
        "--mode=finetune",
        "--stage-epochs=1,1,1");
  }

  private void assertUsageError(String message, String... more) {
    Answer answer = train(more);

    assertThat(answer.err().strip()).isEqualTo("hibi: " + message + " (try 'hibi train --help')");
    assertThat(answer.code()).isEqualTo(2);
  }

  private Answer train(String... more) {
    List<String> words = new ArrayList<>(List.of("train", "--image-size=32", "--device=cpu"));
    words.addAll(List.of("--backbone=resnet10-w16", "--batch-size=10"));
    words.add("--weights=" + shared.resolve("weights.safetensors"));
    words.add("--train=" + shared.resolve("train.zip"));
    words.add("--test=" + shared.resolve("test.zip"));
    words.add("--output=" + directory.resolve("run"));
    words.addAll(List.of(more));
    if (words.stream().noneMatch(word -> word.startsWith("--mode="))) {
      words.add("--mode=staged");
    }
    return Answer.of(words.toArray(String[]::new));
  }
}
