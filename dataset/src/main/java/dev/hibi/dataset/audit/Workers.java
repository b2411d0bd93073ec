package dev.hibi.dataset.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of one audit, which do numbered tasks in any order until it is cancelled. */
final class Workers implements AutoCloseable {
  private static final long CLOSING_SECONDS = 30;

  private final int threads;
  private final ExecutorService executor;
  private final AtomicBoolean cancelled;
  private final AuditListener listener;

  /** Work on one item. */
  @FunctionalInterface
  interface Task {
    void run(int index) throws IOException;
  }

  Workers(int threads, AtomicBoolean cancelled, AuditListener listener) {
    this.threads = threads;
    this.cancelled = cancelled;
    this.listener = listener;
    this.executor =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "hibi-audit");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Runs a task for 0 to count - 1.
   *
   * @throws CancellationException if the audit is cancelled or the calling thread interrupted
   * @throws IOException the first failure of a task
   */
  void forEach(AuditListener.Phase phase, int count, Task task) throws IOException {
    Run run = new Run(phase, count, task);
    run.report(0);
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      futures.add(executor.submit(run::work));
    }
    try {
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      run.stopped.set(true);
      throw new CancellationException("audit cancelled: its thread was interrupted");
    } catch (ExecutionException e) {
      run.stopped.set(true);
      throw rethrown(e.getCause() == null ? e : e.getCause());
    }
    if (cancelled.get()) {
      throw new CancellationException("audit cancelled");
    }
  }

  private static IOException rethrown(Throwable cause) {
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof IOException io ? io : new IOException(cause);
  }

  /** One phase. */
  private final class Run {
    private static final int REPORT_EVERY = 64;

    private final AuditListener.Phase phase;
    private final int count;
    private final Task task;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private int done;

    Run(AuditListener.Phase phase, int count, Task task) {
      this.phase = phase;
      this.count = count;
      this.task = task;
    }

    private Void work() throws IOException {
      try {
        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
          if (cancelled.get() || stopped.get()) {
            return null;
          }
          task.run(i);
          report(1);
        }
        return null;
      } catch (IOException | RuntimeException | Error e) {
        stopped.set(true);
        throw e;
      }
    }

    private synchronized void report(int more) {
      done += more;
      if (done % REPORT_EVERY == 0 || done == count) {
        listener.onProgress(phase, done, count);
      }
    }
  }

  /** Waits for what is running, so that the archives may be closed then. */
  @Override
  public void close() {
    executor.shutdown();
    boolean interrupted = Thread.interrupted();
    try {
      executor.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
