package dev.hibi.client;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/**
 * Blocking work as a future whose cancellation interrupts it.
 *
 * @param <T> what comes of it
 */
final class Cancellation<T> extends CompletableFuture<T> {
  private final FutureTask<Boolean> task;

  private Cancellation(Callable<T> work) {
    this.task = new FutureTask<>(() -> run(work));
  }

  /** Starts work in an executor, which should have a thread for it. */
  static <T> CompletableFuture<T> start(Callable<T> work, Executor executor) {
    Cancellation<T> future = new Cancellation<>(work);
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
