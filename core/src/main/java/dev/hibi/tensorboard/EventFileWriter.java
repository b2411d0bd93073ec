package dev.hibi.tensorboard;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.Event;

/**
 * Writes one event file from a thread of its own.
 *
 * <p>After a failure nothing more is accepted, nobody is left waiting, and {@link #failure} has the
 * reason.
 */
final class EventFileWriter {
  private final EventQueue queue;
  private final long flushNanos;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile @Nullable IOException failure;

  /**
   * Starts the thread.
   *
   * @param out closed by the thread, which alone uses it
   * @param head the events that the file begins with, written at once
   */
  EventFileWriter(
      OutputStream out, List<Event> head, EventQueue queue, long flushNanos, String threadName) {
    this.queue = queue;
    this.flushNanos = flushNanos;
    Thread thread = new Thread(() -> run(out, head), threadName);
    thread.setDaemon(true);
    thread.start();
  }

  /** False if this writer is closed or has failed. */
  boolean put(Pending event) {
    return queue.put(event);
  }

  /** Why events are no longer written. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Waits until all that was put before is with the operating system, or the writer has failed. */
  void flush() {
    queue.awaitWritten();
  }

  /** Writes what waits, closes the file, and waits until that is done. */
  void close() {
    queue.close();
    ended.join();
  }

  private void run(OutputStream out, List<Event> head) {
    try (out) {
      write(out, head);
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException | Error e) {
      failure = new IOException("the writing thread failed: " + e, e);
    } finally {
      queue.abandon();
      ended.complete(null);
    }
  }

  private void write(OutputStream out, List<Event> head) throws IOException {
    RecordOutput records = new RecordOutput(out);
    EventEncoder encoder = new EventEncoder();
    for (Event event : head) {
      records.write(event.toByteArray());
    }
    records.flush();
    while (!queue.isFinished()) {
      for (Pending event : queue.take(flushNanos)) {
        encoder.encode(event, records);
      }
      records.flush();
    }
    queue.take(0); // says that the last ones are written
  }
}
