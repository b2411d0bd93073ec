package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SummaryWriterTest {
  /**
   * A whole file: version, start at step 0, {@code loss} = 0.25 at step 300, all at 1700000000.5
   * seconds. Composed by hand; the checksums come from a bitwise CRC-32C in Python.
   */
  static final String GOLDEN =
      "1800000000000000" // length 24
          + "a37f4b22"
          + "0900002040fc54d941" // 1 wall_time
          + "1a0d627261696e2e4576656e743a32" // 3 file_version "brain.Event:2"
          + "2b353110"
          + "0d00000000000000" // length 13
          + "3c37b834"
          + "0900002040fc54d941" // 1 wall_time
          + "3a020801" // 7 session_log {1 status START}
          + "a870fdd5"
          + "1b00000000000000" // length 27
          + "1a0d9e13"
          + "0900002040fc54d941" // 1 wall_time
          + "10ac02" // 2 step
          + "2a0d0a0b" // 5 summary {1 value {
          + "0a046c6f7373" // 1 tag "loss"
          + "150000803e" // 2 simple_value 0.25 }}
          + "c5f6859b";

  private static final Instant NOW = Instant.parse("2023-11-14T22:13:20.500Z");

  private final Path dir;

  SummaryWriterTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void aWholeFileHasTheBytesOfTheSpecification() throws IOException {
    SummaryWriter writer = builder().build();
    try (writer) {
      writer.scalar("loss", 0.25, 300);
    }

    assertThat(Files.readAllBytes(writer.file())).isEqualTo(HexFormat.of().parseHex(GOLDEN));
    assertThat(writer.file().getFileName().toString())
        .startsWith("events.out.tfevents.1700000000.")
        .endsWith("." + ProcessHandle.current().pid() + ".0");
  }

  @Test
  void allKindsAreReadBack() throws IOException {
    try (SummaryWriter writer = builder().build()) {
      writer.scalar("train/loss", Double.NaN, 0);
      writer.scalar("train/loss", 1e300, 1);
      writer.text("ひび", "a **crack**\n", 2);
      writer.text("ひび", "", 3);
      writer.histogram("weights", new double[] {1, 1}, 4);
      writer.histogram("weights", new float[] {0, 30}, 5);
    }

    List<RunEvent> events = EventFileReader.read(dir);

    assertThat(events.subList(2, 6))
        .containsExactly(
            new RunEvent.Scalar(NOW, 0, "train/loss", Float.NaN),
            new RunEvent.Scalar(NOW, 1, "train/loss", Float.POSITIVE_INFINITY),
            new RunEvent.Text(NOW, 2, "ひび", "a **crack**\n"),
            new RunEvent.Text(NOW, 3, "ひび", ""));
    assertThat(((RunEvent.Histogram) events.get(6)).buckets())
        .hasSize(30)
        .endsWith(new RunEvent.Bucket(1, 1, 2));
    assertThat(((RunEvent.Histogram) events.get(7)).buckets())
        .startsWith(new RunEvent.Bucket(0, 1, 1))
        .endsWith(new RunEvent.Bucket(29, 30, 1));
  }

  @Test
  void valuesLargerThanABlockAreReadBack() throws IOException {
    String text = "long ".repeat(100_000);
    try (SummaryWriter writer = builder().build()) {
      writer.scalar("a", 1, 0);
      writer.text("t", text, 1);
      writer.scalar("a", 2, 2);
    }

    assertThat(EventFileReader.read(dir).subList(2, 5))
        .containsExactly(
            new RunEvent.Scalar(NOW, 0, "a", 1),
            new RunEvent.Text(NOW, 1, "t", text),
            new RunEvent.Scalar(NOW, 2, "a", 2));
  }

  @Test
  void countsMakeAHistogramOfTheirOwnBuckets() throws IOException {
    try (SummaryWriter writer = builder().build()) {
      writer.histogram("sizes", new double[] {-1, 0, 10, 10}, new double[] {3, 0, 1.5}, 0);
      assertRefused(
          () -> writer.histogram("sizes", new double[] {0, 1}, new double[] {1, 2}, 1),
          "bad buckets: expected k + 1 edges and k counts, found 2 and 2 (tag 'sizes')");
      assertRefused(
          () -> writer.histogram("sizes", new double[] {1, 0}, new double[] {1}, 1),
          "bad edge of a bucket: expected finite, ascending ones, found 0.0 at index 1 (tag 'sizes')");
      assertRefused(
          () -> writer.histogram("sizes", new double[] {0, 1}, new double[] {-1}, 1),
          "bad count of a bucket: expected a finite number of at least 0, found -1.0 at index 0"
              + " (tag 'sizes')");
    }

    RunEvent.Histogram histogram = (RunEvent.Histogram) EventFileReader.read(dir).get(2);
    assertThat(histogram.buckets())
        .containsExactly(
            new RunEvent.Bucket(-1, 0, 3),
            new RunEvent.Bucket(0, 10, 0),
            new RunEvent.Bucket(10, 10, 1.5));
  }

  @Test
  void aScalarTakesAtMostFiftyBytes() throws IOException {
    SummaryWriter writer = builder().build();
    try (writer) {
      for (int step = 0; step < 100_000; step++) {
        writer.scalar("loss_train", 1, step);
      }
    }

    assertThat(Files.size(writer.file()) / 100_000.0).isLessThanOrEqualTo(50);
  }

  @Test
  void theExampleOfThePackageRuns() throws IOException {
    try (SummaryWriter writer = SummaryWriter.builder(dir.resolve("runs/first")).build()) {
      writer.text("setup", "learning rate **0.1**", 0);
      for (int step = 0; step < 100; step++) {
        double loss = Math.exp(-0.1 * step);
        writer.scalar("loss", loss, step);
      }
      writer.histogram("weights", new float[] {-1, 0, 0, 1, 2}, 100);
    }

    int scalars = 0;
    for (RunEvent event : EventFileReader.read(dir.resolve("runs/first"))) {
      if (event instanceof RunEvent.Scalar scalar) {
        assertThat(scalar.tag()).isEqualTo("loss");
        assertThat(scalar.value()).isEqualTo((float) Math.exp(-0.1 * scalar.step()));
        scalars++;
      }
    }
    assertThat(scalars).isEqualTo(100);
  }

  @Test
  void theFileIsAWholeRunAsSoonAsTheWriterHasFlushed() throws IOException {
    try (SummaryWriter writer = builder().flushInterval(Duration.ofDays(1)).build()) {
      writer.flush();
      assertThat(EventFileReader.read(dir)).hasSize(2);

      writer.scalar("a", 1, 0);
      writer.flush();
      assertThat(EventFileReader.read(dir)).hasSize(3);
    }
  }

  @Test
  void aResumedRunStartsANewFileThatSortsLastAndLeavesTheOldAsItWas() throws IOException {
    SummaryWriter first = builder().build();
    try (first) {
      first.scalar("loss", 1, 0);
      first.scalar("loss", 2, 1);
    }
    byte[] tornTail = HexFormat.of().parseHex(GOLDEN.substring(0, 50));
    Files.write(first.file(), tornTail, StandardOpenOption.APPEND);
    byte[] before = Files.readAllBytes(first.file());

    SummaryWriter second = builder().resumeAt(1).build();
    try (second) {
      second.scalar("loss", 3, 1);
    }

    assertThat(EventFileNames.in(dir)).containsExactly(first.file(), second.file());
    assertThat(Files.readAllBytes(first.file())).isEqualTo(before);
    assertThat(EventFileReader.read(second.file()))
        .containsExactly(
            new RunEvent.FileVersion(NOW, 0, "brain.Event:2"),
            new RunEvent.SessionStart(NOW, 1),
            new RunEvent.Scalar(NOW, 1, "loss", 3));
  }

  @Test
  void manyRestartsInOneSecondKeepTheirOrder() throws IOException {
    for (int i = 0; i < 20; i++) {
      try (SummaryWriter writer = builder().resumeAt(i).build()) {
        writer.scalar("i", i, i);
      }
    }

    assertThat(EventFileReader.read(dir))
        .filteredOn(RunEvent.Scalar.class::isInstance)
        .extracting(RunEvent::step)
        .isSorted()
        .hasSize(20);
  }

  @Test
  void aSecondLiveWriterIsRefusedUntilTheFirstIsClosed() throws IOException {
    try (SummaryWriter writer = builder().build()) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> builder().build())
            .isInstanceOf(IOException.class)
            .hasMessage(
                "run directory in use: expected no other live writer, found one (" + dir + ")");
      }
      assertThat(EventFileNames.in(dir)).containsExactly(writer.file());
    }

    builder().build().close();
  }

  @Test
  void theSuffixEndsTheName() throws IOException {
    try (SummaryWriter writer = builder().fileNameSuffix(".valid").build()) {
      assertThat(writer.file().getFileName().toString()).endsWith(".valid");
    }
  }

  @Test
  void badTagsAndStepsAreRefusedAndLeaveTheWriterUsable() throws IOException {
    try (SummaryWriter writer = builder().build()) {
      writer.scalar("loss", 1, 0);

      assertRefused(() -> writer.scalar(" ", 1, 0), "blank tag: expected a name, found ' '");
      assertRefused(
          () -> writer.scalar("a\nb", 1, 0),
          "bad tag: expected printable characters, found U+000A (in 'a\nb')");
      assertRefused(
          () -> writer.scalar("a\ud800", 1, 0),
          "bad tag: expected printable characters, found U+D800 (in 'a\ud800')");
      assertRefused(
          () -> writer.scalar("loss", 1, -1),
          "negative step: expected at least 0, found -1 (tag 'loss')");
      assertRefused(
          () -> writer.text("loss", "high", 1),
          "tag of another kind: expected scalars, found texts (tag 'loss')");
      assertRefused(
          () -> writer.histogram("weights", new float[] {0, Float.POSITIVE_INFINITY}, 1),
          "bad histogram value: expected a finite number, found Infinity at index 1"
              + " (tag 'weights')");

      writer.scalar("loss", 2, 1);
    }

    assertThat(EventFileReader.read(dir)).hasSize(4);
  }

  @Test
  void badOptionsAreRefused() throws IOException {
    Path file = Files.createFile(dir.resolve("file"));

    assertRefused(
        () -> builder().flushInterval(Duration.ofSeconds(-1)),
        "bad flush interval: expected PT0S to PT24H, found PT-1S");
    assertRefused(() -> builder().queueLength(0), "bad queue length: expected at least 1, found 0");
    assertRefused(
        () -> builder().fileNameSuffix("/a"),
        "bad file name suffix: expected letters, digits, '.', '_', '-', found '/a'");
    assertRefused(() -> builder().resumeAt(-2), "negative step: expected at least 0, found -2");
    assertThatThrownBy(() -> SummaryWriter.builder(file).build())
        .isInstanceOf(IOException.class)
        .hasMessage("bad run directory: expected a folder, found a file (" + file + ")");
  }

  @Test
  void aClosedWriterRefusesValuesAndClosesAgainQuietly() throws IOException {
    SummaryWriter writer = builder().build();
    writer.close();
    writer.close();

    String message = "closed writer: expected an open one (" + writer.file() + ")";
    assertThatThrownBy(() -> writer.scalar("a", 1, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
    assertThatThrownBy(writer::flush).isInstanceOf(IllegalStateException.class).hasMessage(message);
  }

  @Test
  void wallTimesComeFromTheClock() throws IOException {
    InstantSource rising =
        new InstantSource() {
          private long seconds = 100;

          @Override
          public Instant instant() {
            return Instant.ofEpochSecond(seconds++, 123_456_789);
          }
        };
    try (SummaryWriter writer = SummaryWriter.builder(dir).clock(rising).build()) {
      writer.scalar("a", 1, 0);
      writer.scalar("a", 1, 1);
    }

    assertThat(EventFileReader.read(dir).subList(2, 4))
        .extracting(RunEvent::wallTime)
        .containsExactly(
            Instant.parse("1970-01-01T00:01:42.123457Z"),
            Instant.parse("1970-01-01T00:01:43.123457Z"));
  }

  private SummaryWriter.Builder builder() {
    return SummaryWriter.builder(dir).clock(Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
