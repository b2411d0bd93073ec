package dev.hibi.client;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/**
 * Blocking work as a future whose cancellation interrupts it: an upload, a download, a job that is
 * awaited. What the work throws ends the future.
 *
 * <pre>{@code
 * CompletableFuture<JobResult> end = InterruptibleFuture.start(job::await);
 * }</pre>
 *
 * @param <T> what comes of it
 */
public final class InterruptibleFuture<T> extends CompletableFuture<T> {
  private final FutureTask<Boolean> task;

  private InterruptibleFuture(Callable<T> work) {
    this.task = new FutureTask<>(() -> run(work));
  }

  /** Starts work in a daemon thread of its own. */
  public static <T> CompletableFuture<T> start(Callable<T> work) {
    return start(work, InterruptibleFuture::inThread);
  }

  private static void inThread(Runnable task) {
    Thread thread = new Thread(task, "hibi-future");
    thread.setDaemon(true);
    thread.start();
  }

  /** Starts work in an executor, which should have a thread for it. */
  public static <T> CompletableFuture<T> start(Callable<T> work, Executor executor) {
    InterruptibleFuture<T> future = new InterruptibleFuture<>(work);
    executor.execute(future.task);
    return future;
  }

  private boolean run(Callable<T> work) {
    try {
      return complete(work.call());
    } catch (Throwable e) {
      return completeExceptionally(e);
    }
  }

  @Override
  public boolean cancel(boolean mayInterrupt) {
    boolean cancelled = super.cancel(mayInterrupt);
    if (cancelled) {
      task.cancel(true);
    }
    return cancelled;
  }
}
