package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A writer without a thread. */
@Timeout(60)
final class SynchronousWriterTest {
  private final Path dir;

  SynchronousWriterTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void hasNoThread() throws IOException {
    try (SummaryWriter writer = builder(Duration.ZERO).build()) {
      writer.scalar("a", 1, 0);

      assertThat(Thread.getAllStackTraces().keySet())
          .noneMatch(thread -> thread.getName().contains(dir.toString()));
    }
  }

  @Test
  void withoutAFlushIntervalEachValueIsReadableAtOnce() throws IOException {
    try (SummaryWriter writer = builder(Duration.ZERO).build()) {
      for (int step = 0; step < 10; step++) {
        writer.scalar("a", 1, step);

        assertThat(EventFileReader.read(dir)).hasSize(2 + step + 1);
      }
    }
  }

  @Test
  void withAnIntervalValuesComeInBlocksByFlushAndByClose() throws IOException {
    SummaryWriter writer = builder(Duration.ofDays(1)).build();
    writer.scalar("a", 1, 0);
    assertThat(EventFileReader.read(dir)).isEmpty();

    writer.flush();
    assertThat(EventFileReader.read(dir)).hasSize(3);

    for (int step = 1; step < 2_000; step++) {
      writer.scalar("a", 1, step);
    }
    assertThat(EventFileReader.read(dir)).hasSizeBetween(1_500, 2_001);

    writer.close();
    assertThat(EventFileReader.read(dir)).hasSize(2_002);
  }

  @Test
  void anInterruptedThreadWritesAndKeepsItsFlag() throws IOException {
    Thread.currentThread().interrupt();
    boolean flag;
    try (SummaryWriter writer = builder(Duration.ZERO).build()) {
      writer.scalar("a", 1, 0);
      writer.flush();
    } finally {
      flag = Thread.interrupted();
    }

    assertThat(flag).isTrue();
    assertThat(EventFileReader.read(dir)).hasSize(3);
  }

  @Test
  void aFailingDiskReachesTheNextCallAndTheFirstClose() throws IOException {
    SummaryWriter writer = builder(Duration.ZERO).opener(file -> new FullDisk()).build();
    String message = "cannot write events: no space left (" + writer.file() + ")";

    assertThatThrownBy(() -> writer.scalar("a", 1, 0))
        .isInstanceOf(UncheckedIOException.class)
        .cause()
        .hasMessage(message);
    assertThatThrownBy(writer::flush).isInstanceOf(IOException.class).hasMessage(message);
    assertThatThrownBy(writer::close).isInstanceOf(IOException.class).hasMessage(message);
    writer.close();
    assertThatThrownBy(() -> writer.scalar("a", 1, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("closed writer: expected an open one (" + writer.file() + ")");
  }

  @Test
  void manyThreadsMayWrite() throws Exception {
    List<Thread> threads = new ArrayList<>();
    try (SummaryWriter writer = builder(Duration.ofDays(1)).build()) {
      for (int i = 0; i < 4; i++) {
        String tag = "thread" + i;
        threads.add(
            new Thread(
                () -> {
                  for (int step = 0; step < 5_000; step++) {
                    writer.scalar(tag, step, step);
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
    }

    assertThat(EventFileReader.read(dir)).hasSize(2 + 4 * 5_000);
  }

  private SummaryWriter.Builder builder(Duration flushInterval) {
    return SummaryWriter.builder(dir).synchronous().flushInterval(flushInterval);
  }

  /** Takes the events that every file begins with and nothing more. */
  private static final class FullDisk extends OutputStream {
    private int left = 1;

    @Override
    public void write(int b) throws IOException {
      throw new IOException("no space left");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (left-- <= 0) {
        throw new IOException("no space left");
      }
    }
  }
}
