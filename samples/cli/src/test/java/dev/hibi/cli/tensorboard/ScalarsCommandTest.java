package dev.hibi.cli.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.cli.Answer;
import dev.hibi.tensorboard.SummaryWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code hibi tensorboard scalars} prints and how it exits. */
final class ScalarsCommandTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2023-11-14T22:13:20.500Z"));

  @TempDir Path logs;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyCurveOfEveryRunIsALine() throws IOException {
    try (SummaryWriter writer = writer("b/fine")) {
      writer.scalar("loss", 0.5, 10);
      writer.scalar("loss", Float.NaN, 20);
      writer.scalar("loss", 0.1, 300);
      writer.scalar("accuracy", 1, 300);
    }
    try (SummaryWriter writer = writer("a")) {
      writer.scalar("loss", Float.MIN_NORMAL, 0);
    }

    assertThat(scalars(logs)).isZero();

    assertThat(out.toString().lines())
        .containsExactly(
            "run     tag       points  first step  last step           last            min"
                + "            max",
            "a       loss           1           0          0  1.1754944E-38  1.1754944E-38"
                + "  1.1754944E-38",
            "b/fine  accuracy       1         300        300            1.0            1.0"
                + "            1.0",
            "b/fine  loss           3          10        300            0.1            0.1"
                + "            0.5");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void csvHasEveryPointThatIsInForce() throws IOException {
    try (SummaryWriter writer = writer("a")) {
      writer.scalar("loss, \"best\"", 0.5, 1);
      writer.scalar("loss, \"best\"", 0.4, 2);
    }
    try (SummaryWriter writer =
        SummaryWriter.builder(logs.resolve("a")).clock(CLOCK).resumeAt(2).build()) {
      writer.scalar("loss, \"best\"", Double.NEGATIVE_INFINITY, 2);
    }

    assertThat(scalars(logs, "--csv")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            run,tag,step,wall_time,value
            a,"loss, ""best""\",1,2023-11-14T22:13:20.500Z,0.5
            a,"loss, ""best""\",2,2023-11-14T22:13:20.500Z,-Infinity
            """);
  }

  @Test
  void runsAndTagsAreChosenByPatterns() throws IOException {
    for (String run : new String[] {"a1", "a2", "b1"}) {
      try (SummaryWriter writer = writer(run)) {
        writer.scalar("train/loss", 1, 0);
        writer.scalar("train.loss", 2, 0);
      }
    }

    assertThat(scalars(logs, "--csv", "--run", "a?", "--tag", "tr*n/*")).isZero();

    assertThat(out.toString().lines().skip(1))
        .containsExactly(
            "a1,train/loss,0,2023-11-14T22:13:20.500Z,1.0",
            "a2,train/loss,0,2023-11-14T22:13:20.500Z,1.0");
  }

  @Test
  void whatIsWholeIsPrintedAndWhatIsNotIsTold() throws IOException {
    Path torn = filled("torn");
    byte[] bytes = Files.readAllBytes(torn);
    Files.write(torn, Arrays.copyOf(bytes, bytes.length - 5));
    assertThat(scalars(logs, "--csv")).isZero();
    assertThat(err.toString().lines())
        .containsExactly(
            "hibi: torn tail: expected a whole record, found 34 bytes (%s, record at byte 108)"
                .formatted(torn));
    assertThat(out.toString().lines()).hasSize(2);

    Path damaged = filled("damaged");
    bytes[bytes.length - 1] ^= 1;
    Files.write(damaged, bytes);
    assertThat(scalars(logs)).isOne();
    assertThat(err.toString().lines()).hasSize(2);
    assertThat(err.toString())
        .startsWith("hibi: bad checksum of a record's data: expected ")
        .contains(damaged.toString());
    assertThat(out.toString().lines()).hasSize(3);
  }

  /** A file with two scalars, whose records have 39 bytes each. */
  private Path filled(String run) throws IOException {
    SummaryWriter writer = writer(run);
    try (writer) {
      writer.scalar("a", 1, 1);
      writer.scalar("a", 2, 2);
    }
    return writer.file();
  }

  @Test
  void followingPrintsWhatOthersWriteUntilItIsInterrupted() throws Exception {
    int[] code = {-1};
    Thread follower = new Thread(() -> code[0] = scalars(logs, "--csv", "--follow"));
    try (SummaryWriter first = writer("a")) {
      first.scalar("loss", 1, 1);
      first.flush();
      follower.start();
      awaitLines(2);
      first.scalar("loss", 2, 2);
      first.flush();
      awaitLines(3);
      filled("b");
      awaitLines(5);
    } finally {
      follower.interrupt();
      follower.join();
    }

    assertThat(code[0]).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString().lines().skip(2))
        .containsExactly(
            "a,loss,2,2023-11-14T22:13:20.500Z,2.0",
            "b,a,1,2023-11-14T22:13:20.500Z,1.0",
            "b,a,2,2023-11-14T22:13:20.500Z,2.0");
  }

  private void awaitLines(int count) throws InterruptedException {
    for (int i = 0; i < 3000 && out.toString().lines().count() < count; i++) {
      Thread.sleep(10);
    }
  }

  @Test
  void wrongRequestsAreTold() throws IOException {
    Path absent = logs.resolve("absent");
    String help = " (try 'hibi tensorboard scalars --help')";
    fails(1, "no such directory: expected a log directory, found none (" + absent + ")", absent);
    fails(
        2,
        "options go together: expected --csv with --follow, found --follow alone" + help,
        logs,
        "--follow");
    fails(
        1,
        "no runs: expected files whose names contain 'tfevents', found none (" + logs + ")",
        logs);
    Path file = filled("a");
    fails(1, "no such directory: expected a log directory, found a file (" + file + ")", file);
    fails(
        1, "no such run: expected a name like 'b*', found [a] (" + logs + ")", logs, "--run", "b*");
  }

  private void fails(int code, String message, Path directory, String... options) {
    assertThat(scalars(directory, options)).isEqualTo(code);
    assertThat(err.toString().strip()).isEqualTo("hibi: " + message);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void numbersAreTheShortestThatAreReadBack() {
    for (String number :
        new String[] {"0.1", "-0.0", "1.0E10", "1.1754944E-38", "NaN", "2.0E-45"}) {
      float value = Float.parseFloat(number);

      String text = ScalarsText.number(value);

      assertThat(Float.floatToIntBits(Float.parseFloat(text)))
          .isEqualTo(Float.floatToIntBits(value));
      assertThat(text.length()).isLessThanOrEqualTo(number.length());
    }
  }

  private SummaryWriter writer(String run) throws IOException {
    return SummaryWriter.builder(logs.resolve(run)).clock(CLOCK).build();
  }

  private int scalars(Path directory, String... options) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] words =
        Stream.concat(Stream.of("tensorboard", "scalars", directory.toString()), Stream.of(options))
            .toArray(String[]::new);
    return Answer.run(out, err, words);
  }
}
