package dev.hibi.cli.kqi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.cli.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs, their TensorBoards and sweeps, as a user types them. */
@Timeout(60)
final class KqiJobTest {
  private static final String SOON = "--every=0.02";

  private final Path folder;
  private final KqiCommandLine commandLine;

  KqiJobTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.commandLine = KqiCommandLine.start(folder);
  }

  @AfterEach
  void close() {
    commandLine.close();
  }

  @Test
  void aJobIsFollowedToItsEnd() {
    Answer answer = run("good", "--follow");

    assertThat(answer.outLines()).containsExactly("1", "entry point good", "accuracy 0.5");
    assertThat(answer.err()).isEqualTo("training 1 (good): Completed%n".formatted());
    assertThat(answer.code()).isZero();
  }

  @Test
  void aJobThatFailsIsExitCode1() {
    Answer answer = run("fail", "--follow");

    assertThat(answer.outLines()).containsExactly("1", "entry point fail", "accuracy 0.5");
    assertThat(answer.err()).isEqualTo("training 1 (fail): Killed%n".formatted());
    assertThat(answer.code()).isEqualTo(1);
    assertThat(commandLine.kqi("job", "watch", "1", SOON).code()).isEqualTo(1);
    assertThat(commandLine.kqi("job", "logs", "1", "--follow", SOON).code()).isEqualTo(1);
  }

  @Test
  void whatAJobHasWrittenIsListedAndFetched() {
    run("good", "--follow");

    assertThat(commandLine.kqi("job", "logs", "1").outLines())
        .containsExactly("entry point good", "accuracy 0.5");
    assertThat(commandLine.kqi("job", "files", "1").outLines())
        .anyMatch(line -> line.matches("attached  training_stdout_stderr_1.log"))
        .anyMatch(line -> line.matches("output    run/metrics.jsonl  +27  20\\S+Z"));
    Path to = folder.resolve("output");
    commandLine.kqi("job", "download", "1", "--output", to.toString()).expectSuccess();
    assertThat(to.resolve("run/metrics.jsonl")).hasContent("{\"epoch\":1,\"accuracy\":0.5}");
    String log = "training_stdout_stderr_1.log";
    commandLine
        .kqi("job", "download", "1", "--attached", log, "--output", to.toString())
        .expectSuccess();
    assertThat(to.resolve(log)).hasContent("entry point good\naccuracy 0.5");
  }

  @Test
  void theStatusOfAJobIsForPeopleOrPrograms() {
    run("good", "--follow", "--option", "RATE=0.75", "--tag", "x", "--cpu", "2");

    assertThat(commandLine.kqi("job", "status", "1").outLines())
        .contains(
            "id           1",
            "name         good",
            "status       Completed",
            "dataset      1",
            "image        hibi:latest",
            "entry point  good",
            "cpu          2",
            "tags         x");
    JsonObject job = JsonParser.parseString(json("job", "status", "1")).getAsJsonObject();
    assertThat(job.get("entryPoint").getAsString()).isEqualTo("good");
    assertThat(job.get("cpu").getAsInt()).isEqualTo(2);
    assertThat(job.get("tags")).hasToString("[\"x\"]");
    JsonArray list = JsonParser.parseString(json("job", "list")).getAsJsonArray();
    assertThat(list.get(0).getAsJsonObject().get("status").getAsString()).isEqualTo("Completed");
  }

  @Test
  void aJobIsHaltedOrCanceled() {
    run("wait");
    run("wait");

    assertThat(commandLine.kqi("job", "watch", "1", "--deadline", "0", SOON).err())
        .startsWith("hibi: not over: expected the end within 0 s, found status ")
        .endsWith(" (training 1)%n".formatted());
    commandLine.kqi("job", "halt", "1").expectSuccess();
    commandLine.kqi("job", "halt", "2", "--cancel").expectSuccess();

    Answer halted = commandLine.kqi("job", "watch", "1", SOON);
    assertThat(halted.out()).isEqualTo("Killed%n".formatted());
    assertThat(halted.err()).isEqualTo("training 1 (wait): Killed%n".formatted());
    assertThat(commandLine.kqi("job", "watch", "2", SOON).out())
        .isEqualTo("UserCanceled%n".formatted());
  }

  @Test
  void aCopyIsTheSameButForWhatIsSaid() {
    run("good", "--follow", "--option", "RATE=0.25", "--option", "OTHER=x", "--memory", "3");

    assertThat(commandLine.kqi("job", "copy", "1", "--option", "RATE=0.875").out())
        .isEqualTo("2%n".formatted());

    assertThat(commandLine.kqi("job", "logs", "2", "--follow", SOON).outLines())
        .containsExactly("entry point good", "accuracy 0.875");
    assertThat(commandLine.kqi("job", "status", "2").outLines())
        .contains("name         good", "memory       3");
  }

  @Test
  void aTensorBoardIsStartedShownAndStopped() {
    run("good", "--follow");

    Answer start = commandLine.kqi("tensorboard", "start", "1", "--hours", "1");

    assertThat(start.out()).matches("http://127\\.0\\.0\\.1:\\d+\\R");
    assertThat(commandLine.kqi("tensorboard", "status", "1").outLines())
        .contains("status     Running", "address    " + start.out().strip());
    commandLine.kqi("tensorboard", "stop", "1").expectSuccess();
    assertThat(commandLine.kqi("tensorboard", "status", "1").outLines())
        .contains("status     None")
        .noneMatch(line -> line.startsWith("address"));
  }

  @Test
  void aSweepPrintsItsTrialsAndTheBest() throws IOException {
    List<String> words =
        sweep("--values", "RATE=0.25,0.875,0.5", "--jobs", "2", "--metrics=run/metrics.jsonl");
    Path csv = folder.resolve("sweep.csv");
    words.add("--csv=" + csv);

    Answer sweep = commandLine.kqi(words.toArray(new String[0]));

    assertThat(sweep.outLines().get(0))
        .isEqualTo("trial  job  RATE   outcome    halted  best value  best");
    assertThat(sweep.outLines().stream().filter(line -> line.endsWith("*")))
        .singleElement()
        .asString()
        .matches(" +1 +\\d  0\\.875  COMPLETED  false +0\\.875  \\*");
    assertThat(Files.readAllLines(csv)).hasSize(4);
    assertThat(commandLine.kqi(words.toArray(new String[0])).out()).isEqualTo(sweep.out());
    assertThat(JsonParser.parseString(json("job", "list")).getAsJsonArray()).hasSize(3);
  }

  @Test
  void aSweepReadsEventsOfTensorBoard() {
    List<String> words =
        sweep("--values", "RATE=0.25,0.875", "--metrics=run/", "--minimize=loss", "--json");

    JsonArray trials =
        JsonParser.parseString(commandLine.kqi(words.toArray(new String[0])).out())
            .getAsJsonArray();

    assertThat(trials).hasSize(2);
    JsonObject worse = trials.get(0).getAsJsonObject();
    JsonObject best = trials.get(1).getAsJsonObject();
    assertThat(worse.get("bestValue").getAsDouble()).isEqualTo(0.75);
    assertThat(worse.get("best").getAsBoolean()).isFalse();
    assertThat(best.get("bestValue").getAsDouble()).isEqualTo(0.125);
    assertThat(best.get("best").getAsBoolean()).isTrue();
  }

  @Test
  void aBayesianSweepLeavesItsTableInEachForm() throws IOException {
    List<String> words =
        sweep("--bayesian=3", "--uniform=RATE=0.25:0.75", "--metrics=run/metrics.jsonl");
    for (String form : List.of("csv", "json", "html")) {
      words.add("--table=" + folder.resolve("sweep." + form));
    }
    words.add("--halving=1");

    commandLine.kqi(words.toArray(new String[0])).expectSuccess();

    assertThat(Files.readAllLines(folder.resolve("sweep.csv"))).hasSize(4);
    JsonObject json =
        JsonParser.parseString(Files.readString(folder.resolve("sweep.json"))).getAsJsonObject();
    assertThat(json.getAsJsonArray("trials")).hasSize(3);
    assertThat(folder.resolve("sweep.html")).content().contains("<h1>good</h1>", "class=\"best\"");
    assertUsage(
        "bad table: expected a file .csv, .json or .html, found 'a.txt'"
            + " (try 'hibi kqi sweep --help')",
        sweep("--table=a.txt").toArray(new String[0]));
  }

  @Test
  void aMistakeIsOneLine() {
    assertUsage(
        "missing option: expected --name, --from or --spec, found none"
            + " (try 'hibi kqi job run --help')",
        "job",
        "run");
    assertUsage(
        "bad image: expected IMAGE:TAG, found 'host:80/hibi' (try 'hibi kqi job run --help')",
        "job",
        "run",
        "--name",
        "n",
        "--image",
        "host:80/hibi");
    List<String> range = sweep("--random", "2", "--uniform", "RATE=1");
    assertUsage(
        "bad range: expected LOW:HIGH, found '1' (RATE) (try 'hibi kqi sweep --help')",
        range.toArray(new String[0]));
  }

  private List<String> sweep(String... more) {
    List<String> words = new ArrayList<>(List.of("sweep", "--file=" + folder.resolve("sweep")));
    words.addAll(List.of("--name=good", "--image=hibi:latest", "--repository=owner/name"));
    words.addAll(List.of("--entry-point=good", SOON));
    words.add("--dataset=" + commandLine.dataSet("concrete"));
    words.addAll(List.of(more));
    return words;
  }

  /** A job whose name and entry point are the same. */
  private Answer run(String name, String... more) {
    List<String> words = new ArrayList<>(List.of("job", "run", SOON, "--name", name));
    words.addAll(List.of("--entry-point", name, "--dataset", commandLine.dataSet(name)));
    words.addAll(List.of("--image", "hibi:latest", "--repository", "owner/name"));
    words.addAll(List.of(more));
    return commandLine.kqi(words.toArray(new String[0]));
  }

  private String json(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--json");
    return commandLine.kqi(all.toArray(new String[0])).expectSuccess().out();
  }

  private void assertUsage(String message, String... words) {
    Answer answer = commandLine.kqi(words);
    assertThat(answer.err()).isEqualTo("hibi: " + message + System.lineSeparator());
    assertThat(answer.code()).isEqualTo(2);
  }
}
