package dev.hibi.cli.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tutorial from beginning to end, with a job that really trains, in a process of its own. */
@Timeout(300)
final class TutorialCommandTest {
  @TempDir Path directory;

  @Test
  void everyStepIsShownAndTheLastLineTellsStatusAndAccuracy() throws IOException {
    DrawnArchive.train(0).write(directory.resolve("train.zip"), 40);
    DrawnArchive.test(0).write(directory.resolve("test.zip"), 10);

    Answer answer =
        Answer.of(
            "tutorial",
            "--directory=" + directory.resolve("tutorial"),
            "--train=" + directory.resolve("train.zip"),
            "--test=" + directory.resolve("test.zip"),
            "--epochs=2",
            "--train-options=--mode scratch --image-size 32");

    assertThat(answer.err()).isEmpty();
    assertThat(answer.outLines().stream().map(line -> line.replaceAll("  .*", "")).distinct())
        .containsSubsequence(
            "platform", "account", "upload", "data set", "job", "", "output", "model");
    assertThat(answer.outLines())
        .anyMatch(line -> line.matches("  \\| epoch 2/2 .*"))
        .contains("job         training 1 (concrete-cracks): Completed");
    assertThat(answer.outLines().get(answer.outLines().size() - 1))
        .matches("Completed, test accuracy \\d+\\.\\d\\d %");
    assertThat(directory.resolve("tutorial/model/model.safetensors")).isNotEmptyFile();
  }

  @Test
  void archivesGoTogether() {
    Path folder = directory.resolve("none");

    Answer answer = Answer.of("tutorial", "--train=train.zip", "--directory=" + folder);

    assertThat(answer.err())
        .isEqualTo(
            "hibi: options go together: expected --train and --test, found one of them"
                + " (try 'hibi tutorial --help')%n".formatted());
    assertThat(answer.code()).isEqualTo(2);
    assertThat(folder).doesNotExist();
  }
}
