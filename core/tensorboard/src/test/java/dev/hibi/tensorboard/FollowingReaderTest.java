package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading what others go on writing. */
final class FollowingReaderTest {
  private static final byte[] TEN = new EventFileBytes().scalar("a", 10, 1).toBytes();
  private static final byte[] ELEVEN = new EventFileBytes().scalar("a", 11, 1).toBytes();

  private final Path dir;
  private final Path first;
  private final Path second;
  private final EventFileReader reader;

  FollowingReaderTest(@TempDir Path dir) throws IOException {
    this.dir = dir;
    this.first = Files.createFile(dir.resolve("tfevents.1"));
    this.second = dir.resolve("tfevents.2");
    this.reader = EventFileReader.open(dir);
  }

  @AfterEach
  void close() throws IOException {
    reader.close();
  }

  private static void append(Path file, byte... bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private List<Long> steps() {
    return reader.events().map(RunEvent::step).toList();
  }

  @Test
  void aFileIsFollowedByteByByte() throws IOException {
    for (int i = 0; i < TEN.length; i++) {
      assertThat(reader.next()).isEmpty();
      append(first, TEN[i]);
    }

    assertThat(steps()).containsExactly(10L);
    assertThat(reader.tornTails()).isEmpty();
    append(first, ELEVEN);
    assertThat(steps()).containsExactly(11L);
    assertThat(steps()).isEmpty();
  }

  @Test
  void aTornTailIsThereUntilItsRecordIsWhole() throws IOException {
    append(first, Arrays.copyOf(TEN, 20));
    assertThat(steps()).isEmpty();
    assertThat(reader.tornTails()).containsExactly(new TornTail(first, 0, 20));

    append(first, Arrays.copyOfRange(TEN, 20, TEN.length));
    assertThat(steps()).containsExactly(10L);
    assertThat(reader.tornTails()).isEmpty();
  }

  @Test
  void aLaterFileIsReadPastATornTail() throws IOException {
    append(first, Arrays.copyOf(TEN, 20));
    assertThat(steps()).isEmpty();

    append(second, ELEVEN);
    assertThat(steps()).containsExactly(11L);
    assertThat(reader.tornTails()).containsExactly(new TornTail(first, 0, 20));
  }

  @Test
  void theLastRecordsOfAFileComeBeforeThoseOfANewOne() throws IOException {
    append(first, TEN);
    assertThat(steps()).containsExactly(10L);

    append(second, new EventFileBytes().scalar("a", 12, 1).toBytes());
    append(first, ELEVEN);
    assertThat(steps()).containsExactly(11L, 12L);
  }

  @Test
  void filesThatSortBeforeOthersAndOldFilesThatGrowAreReadToo() throws IOException {
    append(second, TEN);
    assertThat(steps()).containsExactly(10L);

    append(dir.resolve("tfevents.0"), new EventFileBytes().scalar("a", 12, 1).toBytes());
    append(first, ELEVEN);
    assertThat(steps()).containsExactly(12L, 11L);
  }

  @Test
  void aRecordMayAppearInThePlaceOfZeros() throws IOException {
    append(first, TEN);
    append(first, new byte[ELEVEN.length + 100]);
    assertThat(steps()).containsExactly(10L);

    try (RandomAccessFile file = new RandomAccessFile(first.toFile(), "rw")) {
      file.seek(TEN.length);
      file.write(ELEVEN);
    }
    assertThat(steps()).containsExactly(11L);
    assertThat(reader.tornTails())
        .containsExactly(new TornTail(first, TEN.length + ELEVEN.length, 100));
  }

  @Test
  void aDirectoryLosesFilesButASingleFileMustStay() throws IOException {
    append(first, TEN);
    append(second, ELEVEN);
    try (EventFileReader single = EventFileReader.open(first)) {
      assertThat(steps()).containsExactly(10L, 11L);
      assertThat(single.next()).isPresent();

      Files.delete(first);

      assertThat(steps()).isEmpty();
      assertThatThrownBy(single::next).isInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void aFileThatBecameSmallerIsAnError() throws IOException {
    append(first, TEN);
    append(first, ELEVEN);
    assertThat(steps()).containsExactly(10L, 11L);

    Files.write(first, TEN);

    assertThatThrownBy(reader::next)
        .isInstanceOf(MalformedEventFileException.class)
        .hasMessage(
            "event file became smaller: expected at least %d bytes, found %d (%s, record at byte %d)",
            2 * TEN.length, TEN.length, first, 2 * TEN.length);
    assertThat(reader.next()).isEmpty();
  }

  @Test
  void pollWaitsForWhatAnotherThreadWrites() throws Exception {
    assertThat(reader.poll(Duration.ofMillis(1))).isEmpty();
    assertThat(reader.poll(Duration.ofDays(-1_000_000))).isEmpty();
    Thread writer =
        new Thread(
            () -> {
              try {
                Thread.sleep(20);
                append(second, TEN);
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    writer.start();

    Optional<RunEvent> event = reader.poll(Duration.ofDays(1_000_000));

    assertThat(event).contains(new RunEvent.Scalar(EventFileBytes.NOW, 10, "a", 1));
    writer.join();
  }

  @Test
  void anInterruptedThreadReadsButDoesNotWait() throws IOException {
    append(first, TEN);
    Thread.currentThread().interrupt();

    assertThat(steps()).containsExactly(10L);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThatThrownBy(() -> reader.poll(Duration.ofDays(1)))
        .isInstanceOf(InterruptedException.class);
    append(first, ELEVEN);
    assertThat(steps()).containsExactly(11L);
  }
}
