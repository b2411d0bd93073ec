package dev.hibi.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.tensorboard.EventFileReader;
import dev.hibi.tensorboard.RunEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hibi train --find-lr}. */
final class RateSearchTest {
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
                "--backbone=resnet10-w16",
                "--image-size=32",
                "--batch-size=8",
                "--output=" + directory.resolve("run")));
    words.addAll(List.of(more));
    return Answer.of(words.toArray(new String[0]));
  }

  @Test
  void aRateIsSuggestedAndTheCurveDrawnAndLogged() throws IOException {
    Answer answer = train("--find-lr", "--find-lr-steps=30");

    assertThat(answer.code()).as(answer.err()).isZero();
    Path folder = directory.resolve("run/lr-find");
    assertThat(answer.outLines())
        .contains("written   " + folder.resolve("lr-find.png"))
        .anyMatch(line -> line.matches("tried     [0-9]+ rates from 1.0e-07 to .*"))
        .last()
        .asString()
        .matches("suggested --lr [0-9.e-]+, where the loss falls fastest");
    assertThat(ImageIO.read(folder.resolve("lr-find.png").toFile()).getWidth()).isEqualTo(720);
    List<String> tags = new ArrayList<>();
    for (RunEvent event : EventFileReader.read(folder)) {
      if (event instanceof RunEvent.Scalar scalar) {
        tags.add(scalar.tag() + " " + scalar.step());
      }
    }
    assertThat(tags)
        .startsWith(
            "lr_find/learning_rate 0",
            "lr_find/loss 0",
            "lr_find/smoothed_loss 0",
            "lr_find/learning_rate 1");
    assertThat(Files.exists(directory.resolve("run/run.json"))).isFalse();
  }

  @Test
  void theRunThatFollowsTakesTheSameFolder() {
    assertThat(train("--find-lr", "--find-lr-steps=30").code()).isZero();

    Answer run = train("--test=" + shared.resolve("test.zip"), "--epochs=1");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(directory.resolve("run/model/model.json")).exists();
    assertThat(directory.resolve("run/lr-find/lr-find.png")).exists();
  }

  @Test
  void whereTheLossFallsAtNoRateThereIsNoSuggestion() {
    Answer answer =
        train(
            "--find-lr",
            "--find-lr-steps=10",
            "--find-lr-from=100",
            "--find-lr-to=1e6",
            "--optimizer=sgd",
            "--momentum=0");

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err())
        .startsWith("hibi: no learning rate found: expected a loss that falls at one of ");
  }
}
