package dev.hibi.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Daemon threads that prepare samples.
 *
 * <p>They end by themselves when idle, so a data set that nobody closes leaves none behind.
 * Thread-safe.
 */
final class PreparationPool implements AutoCloseable {
  private static final long IDLE_SECONDS = 5;
  private static final long CLOSING_SECONDS = 30;

  private final ThreadPoolExecutor executor;
  private final ThreadLocal<float[]> scratch;

  PreparationPool(int threads, int floatsPerSample) {
    AtomicInteger number = new AtomicInteger();
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "hibi-dataset-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    scratch = ThreadLocal.withInitial(() -> new float[floatsPerSample]);
  }

  int threads() {
    return executor.getMaximumPoolSize();
  }

  /** The calling thread's own array for one sample. */
  float[] scratch() {
    return scratch.get();
  }

  /**
   * Queues tasks in order, all or none.
   *
   * @throws IllegalStateException if the pool is closed
   */
  synchronized List<Future<?>> submit(List<? extends Callable<?>> tasks) {
    List<Future<?>> futures = new ArrayList<>(tasks.size());
    try {
      for (Callable<?> task : tasks) {
        futures.add(executor.submit(task));
      }
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("closed data set: expected an open one, found it closed", e);
    }
    return futures;
  }

  /** Whether this was closed and no task runs any more. */
  boolean isTerminated() {
    return executor.isTerminated();
  }

  /**
   * Cancels what is queued and waits for what is running, so that the archives may be closed then.
   */
  @Override
  public void close() {
    cancelQueued();
    try {
      executor.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void cancelQueued() {
    executor.shutdown(); // Not shutdownNow: an interrupt would close files under their reader.
    List<Runnable> queued = new ArrayList<>();
    executor.getQueue().drainTo(queued);
    for (Runnable task : queued) {
      if (task instanceof Future<?> future) {
        future.cancel(false);
      }
    }
  }
}
