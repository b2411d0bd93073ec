package dev.hibi.cli.kqi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.cli.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that are looked after, as a user types them. */
@Timeout(60)
final class KqiSupervisionTest {
  private static final String SOON = "--every=0.02";

  private final Path folder;
  private final Map<String, String> dataSets = new HashMap<>();
  private final KqiCommandLine commandLine;

  KqiSupervisionTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.commandLine = KqiCommandLine.start(folder);
  }

  @AfterEach
  void close() {
    commandLine.close();
  }

  @Test
  void aJobThatFailsIsStartedAgain() {
    Answer answer = run("fail", "--retries=1", "--follow");

    assertThat(answer.outLines())
        .containsExactly(
            "1",
            "entry point fail",
            "accuracy 0.5",
            "2",
            "entry point cp -R \"${KQI_ROOT:-}\"/kqi/parent/. \"${KQI_ROOT:-}\"/kqi/output/ || exit 1; fail",
            "accuracy 0.5");
    assertThat(answer.err())
        .isEqualTo("training 2 (fail-retry-1): Completed, attempt 2%n".formatted());
    assertThat(answer.code()).isZero();
  }

  @Test
  void aJobThatHasReachedItsTargetIsEndedAndGood() {
    Answer answer =
        run("wait", "--metrics=run/metrics.jsonl", "--stop-at-least=accuracy=0.5", "--retries=2");

    assertThat(answer.err())
        .isEqualTo("training 1 (wait): UserCanceled, stopped early%n".formatted());
    assertThat(answer.out()).isEqualTo("1%n".formatted());
    assertThat(answer.code()).isZero();
  }

  @Test
  void aJobThatRunsForTooLongIsEndedAndNotGood() {
    Answer answer = run("wait", "--max-runtime=0.001");

    assertThat(answer.err())
        .isEqualTo("training 1 (wait): UserCanceled, out of time%n".formatted());
    assertThat(answer.code()).isEqualTo(1);
  }

  @Test
  void theSameSubmissionIsNotStartedTwice() {
    assertThat(run("good", "--submission-id=study", "--follow").outLines().get(0)).isEqualTo("1");
    assertThat(run("good", "--submission-id=study").out()).isEqualTo("1%n".formatted());
    assertThat(run("good", "--submission-id=study", "--retries=3").err())
        .isEqualTo("training 1 (good): Completed%n".formatted());
  }

  @Test
  void manyJobsAreWaitedFor() {
    run("good");
    run("fail");
    run("wait");

    Answer both = commandLine.kqi("job", "wait", "1", "2", SOON);
    assertThat(both.outLines())
        .containsExactlyInAnyOrder("training 1 (good): Completed", "training 2 (fail): Killed");
    assertThat(both.code()).isEqualTo(1);
    assertThat(commandLine.kqi("job", "wait", "3", "1", "--any", SOON).code()).isZero();
    Answer late = commandLine.kqi("job", "wait", "1", "3", "--deadline=0", SOON);
    assertThat(late.err())
        .isEqualTo(
            "hibi: not over: expected the end of 2 jobs within 0 s, found 1 that go on ([3])%n"
                .formatted());
    assertThat(late.code()).isEqualTo(1);
  }

  @Test
  void someOfTheOutputIsFetchedByPatterns() {
    run("good", "--follow");
    Path to = folder.resolve("some");

    Answer answer =
        commandLine.kqi("job", "download", "1", "--only", "*.jsonl", "--output", to.toString());

    assertThat(answer.outLines()).containsExactly(to.resolve("run/metrics.jsonl").toString());
    Answer none =
        commandLine.kqi("job", "download", "1", "--only", "x/*", "--output", to.toString());
    assertThat(none.err())
        .isEqualTo(
            "hibi: not found: expected files that fit x/*, found none (output of training 1)%n"
                .formatted());
    assertThat(none.code()).isEqualTo(1);
  }

  @Test
  void theOutputIsFollowedUntilTheEnd() {
    run("good");
    Path to = folder.resolve("all");

    Answer answer =
        commandLine.kqi("job", "sync", "1", "--only=run/*.jsonl", "--output=" + to, SOON);

    assertThat(answer.outLines()).contains(to.resolve("run/metrics.jsonl").toString());
    assertThat(answer.err()).isEqualTo("training 1 (good): Completed%n".formatted());
    assertThat(to.resolve("run/metrics.jsonl")).hasContent("{\"epoch\":1,\"accuracy\":0.5}");
    Answer again = commandLine.kqi("job", "sync", "1", "--once", "--output=" + to);
    assertThat(again.outLines())
        .anyMatch(line -> line.startsWith(to.resolve("run/events.out.tfevents.").toString()))
        .doesNotContain(to.resolve("run/metrics.jsonl").toString());
  }

  @Test
  void jobsAreComparedByTheirEventFilesOrMetrics() {
    run("good", "--follow", "--option", "RATE=0.25");
    run("good", "--follow", "--option", "RATE=0.875");

    assertThat(commandLine.kqi("job", "compare", "2", "1", "--metrics=run/").outLines())
        .containsExactly(
            "metric  2:good     1:good", "status  Completed  Completed", "loss    0.125      0.75");
    assertThat(
            commandLine
                .kqi("job", "compare", "1", "2", "--metrics=run/metrics.jsonl", "--metric=accuracy")
                .outLines())
        .containsExactly("step  1:good  2:good", "   1    0.25   0.875");
    Answer unknown = commandLine.kqi("job", "compare", "1", "2", "--metrics=run/", "--metric=nope");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err())
        .isEqualTo("hibi: no such metric: expected one of loss, found 'nope'%n".formatted());
    Answer unmeasured = commandLine.kqi("job", "compare", "1", "--metric=nope");
    assertThat(unmeasured.err())
        .isEqualTo(
            "hibi: no such metric: expected one of those measured so far, which are none, found"
                + " 'nope'%n".formatted());
  }

  @Test
  void codeOfThisMachineIsSent() throws IOException {
    Path code = Files.createDirectories(folder.resolve("code"));
    Files.writeString(code.resolve("run.sh"), "echo");

    Answer answer = run("good", "--upload-code=" + code, "--follow");

    assertThat(answer.outLines().get(1))
        .matches("entry point tar -xzof \"\\$\\{KQI_ROOT:-}\"/kqi/raw/'[-0-9a-f]+\\.gz' && good");
    assertThat(commandLine.kqi("data", "list", "--tag=code").outLines()).hasSize(2);
    assertThat(run("good", "--upload-code=a", "--upload-changes=b").err())
        .startsWith("hibi: unclear code: expected one of --upload-code and --upload-changes, ");
  }

  @Test
  void aMistakeIsOneLine() {
    assertThat(run("good", "--retries=-1").err())
        .isEqualTo(
            "hibi: bad retries: expected at least 0, found -1 (try 'hibi kqi job run --help')%n"
                .formatted());
    assertThat(run("good", "--max-runtime=0").err())
        .startsWith("hibi: bad --max-runtime: expected more than 0 minutes, found 0.0 (");
  }

  /** A job whose name and entry point are the same. */
  private Answer run(String name, String... more) {
    List<String> words = new ArrayList<>(List.of("job", "run", SOON, "--name", name));
    words.addAll(List.of("--entry-point", name, "--dataset", dataSet(name)));
    words.addAll(List.of("--image", "hibi:latest", "--repository", "owner/name"));
    words.addAll(List.of(more));
    return commandLine.kqi(words.toArray(new String[0]));
  }

  /** One for each name. */
  private String dataSet(String name) {
    return dataSets.computeIfAbsent(name, commandLine::dataSet);
  }
}
