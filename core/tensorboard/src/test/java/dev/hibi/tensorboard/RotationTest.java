package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/** A run whose event files may not grow beyond a size. */
@Timeout(60)
final class RotationTest {
  private final Path dir;

  RotationTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void filesKeepTheSizeAndHoldAllValuesInOrder(boolean synchronous) throws IOException {
    SummaryWriter.Builder builder = SummaryWriter.builder(dir).maxFileSize(2_000);
    SummaryWriter writer = (synchronous ? builder.synchronous() : builder).build();
    Path first = writer.file();
    try (writer) {
      for (int step = 0; step < 1_000; step++) {
        writer.scalar("loss", step, step);
      }
    }

    List<Path> files = EventFileNames.in(dir);
    assertThat(files).hasSizeGreaterThan(20).startsWith(first).endsWith(writer.file());
    for (Path file : files.subList(0, files.size() - 1)) {
      assertThat(Files.size(file)).isBetween(1_950L, 2_000L);
    }
    assertThat(EventFileReader.read(dir))
        .filteredOn(RunEvent.Scalar.class::isInstance)
        .extracting(RunEvent::step)
        .containsExactlyElementsOf(range(1_000));
  }

  @Test
  void everyFileSaysItsVersionAndOnlyTheFirstVoidsWhatWasBefore() throws IOException {
    try (SummaryWriter writer = SummaryWriter.builder(dir).maxFileSize(1_024).build()) {
      for (int step = 0; step < 100; step++) {
        writer.scalar("loss", step, step);
      }
    }

    List<Path> files = EventFileNames.in(dir);
    for (Path file : files) {
      List<Event> events = EventRecords.of(file);
      assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
      assertThat(events).filteredOn(Event::hasSessionLog).hasSize(file == files.get(0) ? 1 : 0);
    }
  }

  @Test
  void everyFileDescribesItsTags() throws IOException {
    try (SummaryWriter writer = SummaryWriter.builder(dir).maxFileSize(1_024).build()) {
      for (int step = 0; step < 50; step++) {
        writer.text("note", "x".repeat(100), step);
      }
    }

    List<Path> files = EventFileNames.in(dir);
    assertThat(files).hasSizeGreaterThan(5);
    for (Path file : files) {
      List<Summary.Value> values = EventRecords.tensors(file);
      assertThat(values).filteredOn(Summary.Value::hasMetadata).containsExactly(values.get(0));
    }
  }

  @Test
  void aValueThatIsLargerThanAFileGetsOneOfItsOwn() throws IOException {
    try (SummaryWriter writer = SummaryWriter.builder(dir).maxFileSize(1_024).build()) {
      writer.text("note", "small", 0);
      writer.text("note", "x".repeat(5_000), 1);
      writer.text("note", "small", 2);
    }

    List<Integer> values = new ArrayList<>();
    for (Path file : EventFileNames.in(dir)) {
      values.add(EventRecords.tensors(file).size());
    }
    assertThat(values).containsExactly(1, 1, 1);
  }

  @Test
  void aDiskThatTakesNoSecondFileIsReported() throws IOException {
    List<Path> made = new ArrayList<>();
    SummaryWriter writer =
        SummaryWriter.builder(dir)
            .maxFileSize(1_024)
            .synchronous()
            .flushInterval(Duration.ofDays(1))
            .opener(
                file -> {
                  made.add(file);
                  if (made.size() == 2) {
                    throw new IOException("no more files");
                  }
                  return EventFiles.create(file);
                })
            .build();
    for (int step = 0; step < 50; step++) {
      writer.scalar("loss", step, step);
    }

    assertThatThrownBy(writer::close)
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write events: no more files (%s)", made.get(0));
  }

  private static List<Long> range(int end) {
    List<Long> steps = new ArrayList<>();
    for (long step = 0; step < end; step++) {
      steps.add(step);
    }
    return steps;
  }
}
