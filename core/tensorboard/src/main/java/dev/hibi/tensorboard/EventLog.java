package dev.hibi.tensorboard;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of one writer, from the first to the last: gives them their times, has them encoded
 * and written, tells callers what went wrong, and ends in good order. Thread-safe.
 */
final class EventLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

  private final InstantSource clock;
  private final RunLock lock;
  private final EventFiles files;
  private final EventSink sink;
  private final EventEncoder encoder; // used between the sink's acquire and release
  private final AtomicBoolean closed = new AtomicBoolean();
  private final @Nullable ExitHook exitHook;

  /**
   * Begins with the events that a run's first file begins with.
   *
   * @param lock given back at the end
   * @param files closed by the sink
   * @param firstStep what older files have of this step and later is void
   */
  EventLog(
      InstantSource clock,
      RunLock lock,
      EventFiles files,
      EventSink sink,
      EventEncoder encoder,
      long firstStep,
      boolean closeOnExit) {
    this.clock = clock;
    this.lock = lock;
    this.files = files;
    this.sink = sink;
    this.encoder = encoder;
    begin(firstStep);
    this.exitHook = closeOnExit ? ExitHook.register(this::closeAtExit) : null;
  }

  /** A failure is left to the next call, like any other of a thread that writes. */
  private void begin(long firstStep) {
    double now = wallTime();
    RecordBlock block = sink.acquire();
    try {
      if (block != null) {
        encoder.begin(block, now, firstStep);
      }
    } finally {
      sink.release();
    }
  }

  /** The file that is being written. */
  Path file() {
    return files.current();
  }

  /** Seconds since 1970. */
  double wallTime() {
    Instant now = clock.instant();
    return now.getEpochSecond() + now.getNano() * 1e-9;
  }

  /*
   * Not by way of add: a scalar makes no garbage.
   */
  void scalar(String tag, float value, long step) {
    double now = wallTime();
    RecordBlock block = sink.acquire();
    try {
      if (block != null) {
        encoder.scalar(block, now, step, tag, value);
      }
    } finally {
      sink.release();
    }
    if (block == null || sink.failure() != null) {
      throw refused();
    }
  }

  void values(SummaryValues values, long step) {
    double now = wallTime();
    add(block -> encoder.values(block, now, step, values));
  }

  void graph(ByteString graphDef) {
    double now = wallTime();
    add(block -> encoder.graph(block, now, graphDef));
  }

  private void add(Consumer<RecordBlock> records) {
    RecordBlock block = sink.acquire();
    try {
      if (block != null) {
        records.accept(block);
      }
    } finally {
      sink.release();
    }
    if (block == null || sink.failure() != null) {
      throw refused();
    }
  }

  private RuntimeException refused() {
    try {
      throwIfFailed();
    } catch (IOException e) {
      return closed.get() ? closedAlready() : new UncheckedIOException(e);
    }
    return closedAlready();
  }

  private IllegalStateException closedAlready() {
    return new IllegalStateException("closed writer: expected an open one (" + file() + ")");
  }

  private void throwIfFailed() throws IOException {
    IOException cause = sink.failure();
    if (cause != null) {
      throw new IOException(
          "cannot write events: " + cause.getMessage() + " (" + file() + ")", cause);
    }
  }

  void throwIfClosed() {
    if (closed.get()) {
      throw closedAlready();
    }
  }

  void flush() throws IOException {
    throwIfClosed();
    sink.flush();
    throwIfFailed();
  }

  @Override
  public void close() throws IOException {
    boolean first = closed.compareAndSet(false, true);
    try {
      sink.close();
    } finally {
      lock.close();
      if (exitHook != null) {
        exitHook.cancel();
      }
    }
    if (first) {
      throwIfFailed();
    }
  }

  private void closeAtExit() {
    try {
      close();
    } catch (IOException e) {
      LOG.error("the last events are lost", e);
    }
  }
}
