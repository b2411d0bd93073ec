package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** An output has one run at a time, and nothing in it that is not Hibi's is lost. */
final class OutputFolderTest extends RunFixture {

  private final FitListener nobody = new FitListener() {};

  @Test
  void aSecondRunOfTheSameProcessIsRefusedAndTheFirstOnesRecordStays() throws IOException {
    String[] record = new String[1];
    FitListener second =
        new FitListener() {
          @Override
          public void onStep(int epoch, long step, long steps, double loss, double rate)
              throws IOException {
            record[0] = Files.readString(directory.resolve("run/run.json"));
            assertThatThrownBy(
                    () -> runs.run(Runs.scratch().build(), "run").resume(true).build().fit())
                .isInstanceOf(IOException.class)
                .hasMessage(
                    "output in use: expected no other run, found one of this process (%s)",
                    directory.resolve("run"));
            assertThat(directory.resolve("run/run.json")).hasContent(record[0]);
          }
        };

    runs.run(Runs.scratch().epochs(1).build(), "run").listener(second).build().fit();

    assertThat(record[0]).contains("\"status\": \"running\"");
  }

  @Test
  void aRunOfAnotherProcessIsNamedByItsNumber() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = other.inputReader()) {
      assertThat(said.readLine()).isEqualTo("taken");

      assertThatThrownBy(() -> OutputFolder.take(directory, nobody))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "output in use: expected no other run, found one of process %d (%s)",
              other.pid(), directory);
    } finally {
      other.destroyForcibly().waitFor();
    }
    OutputFolder.take(directory, nobody).close();
  }

  /** Holds a folder until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String... arguments) throws Exception {
      try (OutputFolder taken = OutputFolder.take(Path.of(arguments[0]), new FitListener() {})) {
        System.out.println("taken");
        Thread.sleep(Long.MAX_VALUE);
        System.out.println(taken.path());
      }
    }
  }

  @Test
  void aFolderIsFreeAgainWhenItsRunHasEnded() throws IOException {
    OutputFolder.take(directory, nobody).close();
    OutputFolder.take(directory, nobody).close();

    assertThat(directory.resolve(OutputFolder.LOCK))
        .hasContent(ProcessHandle.current().pid() + "\n");
  }

  @Test
  void aModelFolderWithAFileOfTheUsersIsRefusedBeforeTraining() throws IOException {
    Path precious = directory.resolve("run/model/precious.txt");
    Files.createDirectories(precious.getParent());
    Files.writeString(precious, "thesis");

    assertThatThrownBy(() -> runs.run(Runs.scratch().build(), "run").build().fit())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "output holds what would be lost: expected nothing or a model of Hibi, found"
                + " 'precious.txt' (%s)",
            precious.getParent());
    assertThat(precious).hasContent("thesis");
    assertThat(Runs.names(directory.resolve("run"))).containsExactly("model");
  }

  @Test
  void aFileThatAppearsInTheModelFolderDuringTheRunIsNotLostEither() throws IOException {
    FitConfig config = Runs.scratch().epochs(1).build();
    Path notes = directory.resolve("run/model/notes.txt");
    FitListener late =
        new FitListener() {
          @Override
          public void onEpoch(EpochMetrics metrics, Evaluation evaluation) throws IOException {
            Files.createDirectories(notes.getParent());
            Files.writeString(notes, "mine");
          }
        };

    assertThatThrownBy(() -> runs.run(config, "run").listener(late).build().fit())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("output holds what would be lost: ");
    assertThat(notes).hasContent("mine");
    Files.delete(notes);
    assertThat(runs.run(config, "run").resume(true).build().fit().model()).isDirectory();
  }

  @Test
  void aFinishedModelIsReplacedAndAnEmptyFolderTaken() throws IOException {
    FitConfig config = Runs.scratch().epochs(1).build();
    Files.createDirectories(directory.resolve("run/model"));
    runs.run(config, "run").build().fit();

    assertThat(runs.run(config, "run").resume(true).build().fit().model()).isDirectory();
  }
}
