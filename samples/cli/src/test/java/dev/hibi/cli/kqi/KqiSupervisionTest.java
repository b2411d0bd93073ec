package dev.hibi.cli.kqi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.cli.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that are looked after, as a user types them. */
@Timeout(60)
final class KqiSupervisionTest {
  private static final String SOON = "--every=0.02";

  private final KqiCommandLine commandLine;

  KqiSupervisionTest(@TempDir Path folder) throws IOException {
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
            "entry point cp -R \"${KQI_ROOT:-}\"/kqi/parent/. \"${KQI_ROOT:-}\"/kqi/output/ && fail",
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
  void aMistakeIsOneLine() {
    assertThat(run("good", "--retries=-1").err())
        .isEqualTo(
            "hibi: bad retries: expected at least 0, found -1 (try 'hibi kqi job run --help')%n"
                .formatted());
    assertThat(run("good", "--max-runtime=0").err())
        .startsWith("hibi: bad longest runtime: expected more than 0 seconds, found 0 seconds (");
  }

  /** A job whose name and entry point are the same. */
  private Answer run(String name, String... more) {
    List<String> words = new ArrayList<>(List.of("job", "run", SOON, "--name", name));
    words.addAll(List.of("--entry-point", name, "--dataset", commandLine.dataSet(name)));
    words.addAll(List.of("--image", "hibi:latest", "--repository", "owner/name"));
    words.addAll(List.of(more));
    return commandLine.kqi(words.toArray(new String[0]));
  }
}
