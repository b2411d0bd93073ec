package dev.hibi.cli.kqi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.cli.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Inferences, preprocessings and notebooks, as a user types them. */
@Timeout(60)
final class KqiContainersTest {
  private static final String SOON = "--every=0.02";

  private final Path folder;
  private final KqiCommandLine commandLine;

  KqiContainersTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.commandLine = KqiCommandLine.start(folder);
  }

  @AfterEach
  void close() {
    commandLine.close();
  }

  private Answer inference(String entryPoint, String... more) {
    String[] words = {
      "inference", "run", "--name=walls", "--image=a:b", "--dataset=1", "--repository=c/d", SOON
    };
    String[] all = Arrays.copyOf(words, words.length + more.length + 1);
    System.arraycopy(more, 0, all, words.length, more.length);
    all[all.length - 1] = "--entry-point=" + entryPoint;
    return commandLine.kqi(all);
  }

  @Test
  void anInferenceIsFollowedListedFetchedAndDeleted() throws IOException {
    commandLine.dataSet("walls");

    Answer answer = inference("good", "--follow");

    assertThat(answer.outLines()).containsExactly("1", "entry point good", "accuracy 0.5");
    assertThat(answer.err()).isEqualTo("inference 1 (walls): Completed%n".formatted());
    assertThat(commandLine.kqi("inference", "logs", "1").outLines())
        .containsExactly("entry point good", "accuracy 0.5");
    assertThat(commandLine.kqi("inference", "files", "1").out())
        .contains("inference_stdout_stderr_1.log", "run/metrics.jsonl");
    Path down = folder.resolve("down");
    commandLine.kqi("inference", "download", "1", "--output", down.toString()).expectSuccess();
    assertThat(down.resolve("run/metrics.jsonl")).content().contains("accuracy");
    commandLine.kqi("inference", "update", "1", "--name", "best", "--favorite").expectSuccess();
    JsonObject shown = json("inference", "status", "1", "--json");
    assertThat(shown.get("name").getAsString()).isEqualTo("best");
    assertThat(shown.get("dataset").getAsLong()).isEqualTo(1);
    assertThat(commandLine.kqi("inference", "list", "--status", "Completed").outLines().get(1))
        .startsWith(" 1  best  Completed  20");

    commandLine.kqi("inference", "delete", "1").expectSuccess();
    assertThat(commandLine.kqi("inference", "list", "--json").out()).isEqualTo("[]%n".formatted());
  }

  @Test
  void anInferenceThatEndsBadlyIsExitCode1() {
    commandLine.dataSet("walls");

    Answer failed = inference("fail", "--follow");
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).isEqualTo("inference 1 (walls): Killed%n".formatted());

    inference("wait").expectSuccess();
    commandLine.kqi("inference", "halt", "2", "--cancel").expectSuccess();
    assertThat(commandLine.kqi("inference", "watch", "2", SOON).outLines())
        .containsExactly("UserCanceled");
    inference("wait").expectSuccess();
    commandLine.kqi("inference", "complete", "3").expectSuccess();
    assertThat(commandLine.kqi("inference", "watch", "3", SOON).code()).isZero();
  }

  @Test
  void whatAnInferenceLacksIsOneLine() {
    Answer answer =
        commandLine.kqi("inference", "run", "--name=walls", "--image=a:b", "--dataset=1");

    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.err()).endsWith(" (try 'hibi kqi inference run --help')%n".formatted());
    assertThat(answer.code()).isEqualTo(2);
    assertThat(commandLine.kqi("inference", "run", "--name=a", "--branch=b").err())
        .isEqualTo(
            "hibi: no repository: expected --repository with --git, --branch and --commit, found none (try 'hibi kqi inference run --help')%n"
                .formatted());
  }

  @Test
  void aFileIsAttachedToAnInference() throws IOException {
    commandLine.dataSet("walls");
    inference("good", "--follow").expectSuccess();
    Path note = Files.writeString(folder.resolve("note.txt"), "well done");

    commandLine.kqi("inference", "upload-file", "1", note.toString()).expectSuccess();
    Path down = folder.resolve("down");
    commandLine
        .kqi("inference", "download", "1", "--attached=note.txt", "--output=" + down)
        .expectSuccess();
    assertThat(down.resolve("note.txt")).hasContent("well done");
    commandLine.kqi("inference", "delete-file", "1", "note.txt").expectSuccess();
    assertThat(commandLine.kqi("inference", "files", "1").out()).doesNotContain("note.txt");
  }

  private String preprocessing(String entryPoint) {
    return commandLine
        .kqi("preprocessing", "create", "cut", "--image=a:b", "--entry-point=" + entryPoint)
        .expectSuccess()
        .out()
        .strip();
  }

  @Test
  void aPreprocessingMakesData() {
    String id = preprocessing("good");
    commandLine.kqi("preprocessing", "update-meta-info", id, "--memory", "4").expectSuccess();

    Answer run = commandLine.kqi("preprocessing", "run", id, "--data=1", "--follow", SOON);

    assertThat(run.outLines()).containsExactly("3");
    assertThat(run.err().lines())
        .containsExactly(
            "started preprocessing 1 of data 1",
            "entry point good",
            "accuracy 0.5",
            "preprocessing 1 of data 1 (cut): Completed");
    assertThat(json("data", "get", "3", "--json").get("madeOf").getAsLong()).isEqualTo(1);
    assertThat(json("preprocessing", "get", id, "--json").get("memory").getAsInt()).isEqualTo(4);
    assertThat(commandLine.kqi("preprocessing", "list-histories", id).outLines().get(1))
        .matches(" +1  train  Completed  20\\S+Z");
    assertThat(json("preprocessing", "get-history", id, "--data=1", "--json").get("made"))
        .hasToString("[3]");
    assertThat(commandLine.kqi("preprocessing", "logs", id, "--data=1").outLines()).hasSize(2);

    commandLine.kqi("preprocessing", "delete-history", id, "--data=1").expectSuccess();
    commandLine.kqi("preprocessing", "delete", id).expectSuccess();
    assertThat(commandLine.kqi("preprocessing", "list", "--json").out())
        .isEqualTo("[]%n".formatted());
  }

  @Test
  void aPreprocessingThatIsHaltedIsExitCode1() {
    String id = preprocessing("wait");
    commandLine
        .kqi("preprocessing", "update", id, "--name=slow", "--image=a:b", "--entry-point=wait")
        .expectSuccess();
    commandLine.kqi("preprocessing", "run", id, "--data=1,2").expectSuccess();

    commandLine.kqi("preprocessing", "halt-history", id, "--data=2").expectSuccess();

    Answer logs = commandLine.kqi("preprocessing", "logs", id, "--data=2", "--follow", SOON);
    assertThat(logs.err()).isEqualTo("preprocessing 1 of data 2 (slow): Killed%n".formatted());
    assertThat(logs.code()).isEqualTo(1);
  }

  @Test
  void whatWasMadeElsewhereIsRegistered() throws IOException {
    String id = preprocessing("good");
    Path made = folder.resolve("made");
    Files.createDirectories(made.resolve("left/deep"));
    Files.writeString(made.resolve("left/deep/a.txt"), "a");

    Answer built =
        commandLine.kqi(
            "preprocessing", "build-history", id, "--data=1", "--source=" + made, "--tag=x");

    assertThat(built.out()).isEqualTo("3%n".formatted());
    JsonObject data = json("data", "get", "3", "--json");
    assertThat(data.get("name").getAsString()).isEqualTo("left");
    assertThat(data.get("tags")).hasToString("[\"x\"]");
    assertThat(data.get("files")).hasToString("[\"a.txt\"]");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(
            commandLine
                .kqi("preprocessing", "build-history", id, "--data=2", "--source=" + empty)
                .err())
        .isEqualTo(
            "hibi: nothing made: expected a folder for each data record, found none (%s)%n"
                .formatted(empty));
  }

  @Test
  void aNotebookIsOpenedHaltedAndRunAgain() {
    String id =
        commandLine
            .kqi("notebook", "run", "--name=drafts", "--hours=1", "--memo=m")
            .expectSuccess()
            .out()
            .strip();

    assertThat(commandLine.kqi("notebook", "open", id).expectSuccess().out())
        .matches("http://127\\.0\\.0\\.1:\\d+/\\?token=[0-9a-f]+\\R");
    JsonObject shown = json("notebook", "status", id, "--json");
    assertThat(shown.get("status").getAsString()).isEqualTo("Running");
    assertThat(shown.get("secondsToLive").getAsInt()).isEqualTo(3600);
    commandLine.kqi("notebook", "halt", id).expectSuccess();
    assertThat(commandLine.kqi("notebook", "open", id).err())
        .isEqualTo(
            "hibi: no notebook: expected one that runs, found status Killed (notebook 1)%n"
                .formatted());

    commandLine.kqi("notebook", "rerun", id, "--entry-point=good", "--hours=0").expectSuccess();
    commandLine.kqi("notebook", "open", id).expectSuccess();
    assertThat(commandLine.kqi("notebook", "logs", id).outLines())
        .containsExactly("entry point good", "accuracy 0.5");
    assertThat(commandLine.kqi("notebook", "files", id).out()).contains("run/metrics.jsonl");
    Path down = folder.resolve("down");
    commandLine.kqi("notebook", "download", id, "--output=" + down).expectSuccess();
    assertThat(down.resolve("run/metrics.jsonl")).exists();
    commandLine.kqi("notebook", "update", id, "--clear-memo").expectSuccess();
    assertThat(commandLine.kqi("notebook", "list", "--by=inspector").outLines()).hasSize(2);
    commandLine.kqi("notebook", "delete", id).expectSuccess();
    assertThat(commandLine.kqi("notebook", "list", "--json").out()).isEqualTo("[]%n".formatted());
  }

  @Test
  void whatIsNotThereIsSaidInOneLine() {
    commandLine.dataSet("walls");
    inference("good", "--follow").expectSuccess();

    for (String group : new String[] {"notebook", "inference", "job"}) {
      Answer logs = commandLine.kqi(group, "logs", "77");
      assertThat(logs.code()).as(group).isEqualTo(1);
      assertThat(logs.out()).isEmpty();
      assertThat(logs.err())
          .startsWith("hibi: not found: expected something that is there, found status 404:");
      assertThat(logs.err().lines()).hasSize(1);
    }
    Answer path =
        commandLine.kqi("inference", "download", "1", "--path=nope", "--output=" + folder);
    assertThat(path.code()).isEqualTo(1);
    assertThat(path.err())
        .isEqualTo(
            "hibi: not found: expected files in 'nope', found none (output of inference 1)%n"
                .formatted());
  }

  @Test
  void aFileWithAnOddNameIsLeftOutAndSaid() {
    commandLine.dataSet("walls");
    inference("odd", "--follow").expectSuccess();

    Answer files = commandLine.kqi("inference", "files", "1");

    assertThat(files.code()).isEqualTo(1);
    assertThat(files.out()).contains("run/metrics.jsonl").doesNotContain("bell");
    assertThat(files.err()).startsWith("bad file name, left out: 'be").hasLineCount(1);
    assertThat(files.err()).contains("(output / of inference 1)");
  }

  private JsonObject json(String... words) {
    return JsonParser.parseString(commandLine.kqi(words).expectSuccess().out()).getAsJsonObject();
  }
}
