package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many threads, full queues, failing disks. The time limit is there for deadlocks. */
@Timeout(60)
final class SummaryWriterConcurrencyTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Path dir;

  SummaryWriterConcurrencyTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  void valuesOfManyThreadsAllArriveEachThreadsInOrder() throws Exception {
    int count = 5_000;
    try (SummaryWriter writer = SummaryWriter.builder(dir).queueLength(3).build()) {
      inThreads(
          8,
          thread -> {
            for (int step = 0; step < count; step++) {
              writer.scalar("thread" + thread, thread, step);
            }
          });
    }

    List<RunEvent> events = EventFileReader.read(dir);
    for (int thread = 0; thread < 8; thread++) {
      String tag = "thread" + thread;
      assertThat(events)
          .filteredOn(e -> e instanceof RunEvent.Scalar s && s.tag().equals(tag))
          .extracting(RunEvent::step)
          .hasSize(count)
          .isSorted();
    }
  }

  @Test
  void flushesOfManyThreadsReturnWhenTheirValuesAreInTheFile() throws Exception {
    try (SummaryWriter writer =
        SummaryWriter.builder(dir).flushInterval(Duration.ofDays(1)).build()) {
      inThreads(
          4,
          thread -> {
            for (int step = 0; step < 20; step++) {
              writer.scalar("thread" + thread, 1, step);
              writer.flush();
              long last = step;
              assertThat(EventFileReader.read(writer.file()))
                  .anyMatch(
                      e ->
                          e instanceof RunEvent.Scalar s
                              && s.tag().equals("thread" + thread)
                              && s.step() == last);
            }
          });
    }
  }

  @Test
  void aFullQueueMakesCallersWaitAndLosesNothing() throws Exception {
    BlockedStream out = new BlockedStream();
    AtomicInteger logged = new AtomicInteger();
    SummaryWriter writer = SummaryWriter.builder(dir).queueLength(4).opener(file -> out).build();
    out.entered.await();
    Thread caller =
        new Thread(
            () -> {
              for (int step = 0; step < 100; step++) {
                writer.scalar("a", step, step);
                logged.incrementAndGet();
              }
            });
    caller.start();
    awaitWaiting(caller);

    caller.interrupt();
    awaitWaiting(caller);
    int loggedWhileBlocked = logged.get();
    out.gate.countDown();
    caller.join();
    writer.close();

    assertThat(loggedWhileBlocked).isEqualTo(4);
    assertThat(read(out)).filteredOn(RunEvent.Scalar.class::isInstance).hasSize(100);
  }

  @Test
  void largeValuesFillTheQueueByTheirBytes() throws Exception {
    BlockedStream out = new BlockedStream();
    AtomicInteger logged = new AtomicInteger();
    SummaryWriter writer = SummaryWriter.builder(dir).opener(file -> out).build();
    out.entered.await();
    String megabyte = "x".repeat(1 << 20);
    Thread caller =
        new Thread(
            () -> {
              for (int step = 0; step < 20; step++) {
                writer.text("a", megabyte, step);
                logged.incrementAndGet();
              }
            });
    caller.start();
    awaitWaiting(caller);

    int loggedWhileBlocked = logged.get();
    out.gate.countDown();
    caller.join();
    writer.close();

    assertThat(loggedWhileBlocked).isEqualTo(8);
    assertThat(read(out)).filteredOn(RunEvent.Text.class::isInstance).hasSize(20);
  }

  @Test
  void interruptedThreadsLogFlushAndCloseAndKeepTheirFlag() throws Exception {
    Thread.currentThread().interrupt();
    boolean flagBuilt;
    boolean flagLogged;
    boolean flagClosed;
    try {
      SummaryWriter writer = SummaryWriter.builder(dir).queueLength(1).build();
      flagBuilt = Thread.currentThread().isInterrupted();
      for (int step = 0; step < 100; step++) {
        writer.scalar("a", 1, step);
      }
      writer.flush();
      flagLogged = Thread.currentThread().isInterrupted();
      writer.close();
    } finally {
      flagClosed = Thread.interrupted();
    }

    assertThat(List.of(flagBuilt, flagLogged, flagClosed)).containsOnly(true);
    assertThat(EventFileReader.read(dir)).hasSize(102);
  }

  @Test
  void closedWritersLeaveNoThreadAndNoOpenFile() throws Exception {
    for (int i = 0; i < 50; i++) {
      SummaryWriter writer =
          SummaryWriter.builder(dir.resolve("run" + i)).maxFileSize(1_024).build();
      for (int step = 0; step < 100; step++) {
        writer.scalar("a", 1, step);
      }
      writer.close();
    }

    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().contains(dir.toString())) {
        thread.join(); // it has closed its file and is about to end
      }
    }
    Path descriptors = Path.of("/proc/self/fd");
    assumeThat(descriptors).exists();
    try (Stream<Path> open = Files.list(descriptors)) {
      assertThat(open.map(SummaryWriterConcurrencyTest::target))
          .noneMatch(file -> file.startsWith(dir.toString()));
    }
  }

  /** What an open file is called; empty if it was closed meanwhile. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void aFailingDiskReachesEveryCallerAndTheFirstClose() throws Exception {
    SummaryWriter writer =
        SummaryWriter.builder(dir).queueLength(2).opener(file -> new FailingStream(2_000)).build();
    String message = "cannot write events: no space left (" + writer.file() + ")";

    inThreads(
        4,
        thread ->
            assertThatThrownBy(
                    () -> {
                      for (long step = 0; ; step++) {
                        writer.scalar("a", 1, step);
                      }
                    })
                .isInstanceOf(UncheckedIOException.class)
                .cause()
                .hasMessage(message));

    assertThatThrownBy(writer::flush).isInstanceOf(IOException.class).hasMessage(message);
    assertThatThrownBy(writer::close).isInstanceOf(IOException.class).hasMessage(message);
    writer.close();
    SummaryWriter.builder(dir).build().close();
  }

  @Test
  void aFullDiskIsReportedByFlush() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(full).exists();
    SummaryWriter writer =
        SummaryWriter.builder(dir).opener(file -> new FileOutputStream(full.toFile())).build();
    String message = "cannot write events: No space left on device (" + writer.file() + ")";

    assertThatThrownBy(
            () -> {
              writer.scalar("a", 1, 0);
              writer.flush();
            })
        .isInstanceOfAny(IOException.class, UncheckedIOException.class)
        .hasMessageEndingWith(message);
    assertThatThrownBy(writer::close).isInstanceOf(IOException.class).hasMessage(message);
  }

  @Test
  void anErrorOnClosingTheFileReachesTheCaller() throws IOException {
    SummaryWriter writer =
        SummaryWriter.builder(dir)
            .opener(
                file ->
                    new ByteArrayOutputStream() {
                      @Override
                      public void close() throws IOException {
                        throw new IOException("connection lost");
                      }
                    })
            .build();

    assertThatThrownBy(writer::close)
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write events: connection lost (" + writer.file() + ")");
  }

  @Test
  void aBugInTheWritingThreadIsReportedAndNotWaitedFor() throws IOException {
    SummaryWriter writer =
        SummaryWriter.builder(dir)
            .opener(
                file ->
                    new OutputStream() {
                      @Override
                      public void write(int b) {
                        throw new IllegalStateException("a bug");
                      }
                    })
            .build();

    assertThatThrownBy(writer::flush)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot write events: the writing thread failed: java.lang.IllegalStateException: a bug"
                + " (%s)".formatted(writer.file()));
    assertThatThrownBy(writer::close).isInstanceOf(IOException.class);
  }

  @Test
  void aFileThatCannotBeMadeLeavesTheDirectoryFree() throws IOException {
    assertThatThrownBy(
            () ->
                SummaryWriter.builder(dir)
                    .opener(
                        file -> {
                          throw new IOException("read only");
                        })
                    .build())
        .isInstanceOf(IOException.class)
        .hasMessage("read only");

    SummaryWriter.builder(dir).build().close();
  }

  @Test
  void whatWasAcceptedBeforeAConcurrentCloseIsInTheFile() throws Exception {
    for (int round = 0; round < 50; round++) {
      Path run = Files.createDirectory(dir.resolve("run" + round));
      SummaryWriter writer = SummaryWriter.builder(run).queueLength(2).build();
      AtomicInteger accepted = new AtomicInteger();
      CountDownLatch begun = new CountDownLatch(3);

      inThreads(
          4,
          thread -> {
            if (thread == 3) {
              begun.await();
              writer.close();
              return;
            }
            try {
              for (long step = 0; ; step++) {
                writer.scalar("thread" + thread, 1, step);
                accepted.incrementAndGet();
                begun.countDown();
              }
            } catch (IllegalStateException e) {
              assertThat(e).hasMessageStartingWith("closed writer");
            }
          });

      assertThat(EventFileReader.read(run))
          .filteredOn(RunEvent.Scalar.class::isInstance)
          .hasSize(accepted.get());
    }
  }

  private interface Work {
    void run(int thread) throws Exception;
  }

  private void inThreads(int count, Work work) throws Exception {
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int thread = i;
      Callable<Void> task =
          () -> {
            work.run(thread);
            return null;
          };
      futures.add(threads.submit(task));
    }
    for (Future<?> future : futures) {
      future.get();
    }
  }

  private static void awaitWaiting(Thread thread) throws InterruptedException {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.sleep(5);
    }
  }

  private List<RunEvent> read(ByteArrayOutputStream out) throws IOException {
    return EventFileReader.read(Files.write(dir.resolve("copy.tfevents"), out.toByteArray()));
  }

  /** A disk that hangs until the gate is opened. */
  private static final class BlockedStream extends ByteArrayOutputStream {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      entered.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      super.write(bytes, offset, length);
    }
  }

  /** A disk that is full after some bytes. */
  private static final class FailingStream extends OutputStream {
    private int left;

    FailingStream(int left) {
      this.left = left;
    }

    @Override
    public void write(int b) throws IOException {
      if (left-- <= 0) {
        throw new IOException("no space left");
      }
    }
  }
}
