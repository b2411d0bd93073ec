package dev.hibi.tensorboard;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Records wait in a queue, and a thread of this sink writes them. */
final class QueuedSink implements EventSink {
  private final EventQueue queue;
  private final long flushNanos;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile @Nullable IOException failure;

  /**
   * Starts the thread.
   *
   * @param files closed by the thread, which alone writes them
   */
  QueuedSink(EventFiles files, int queueLength, long flushNanos) {
    this.queue = new EventQueue(queueLength, flushNanos == 0);
    this.flushNanos = flushNanos;
    Thread thread = new Thread(() -> run(files), "summary-writer " + files.current());
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public @Nullable RecordBlock acquire() {
    return queue.acquire();
  }

  @Override
  public void release() {
    queue.release();
  }

  @Override
  public void flush() {
    queue.awaitWritten();
  }

  @Override
  public void close() {
    queue.close();
    ended.join();
  }

  @Override
  public @Nullable IOException failure() {
    return failure;
  }

  private void run(EventFiles files) {
    try (files) {
      while (!queue.isFinished()) {
        files.write(queue.take(flushNanos));
      }
      queue.take(0); // says that the last ones are written
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException | Error e) {
      failure = new IOException("the writing thread failed: " + e, e);
    } finally {
      queue.abandon();
      ended.complete(null);
    }
  }
}
