package dev.hibi.client;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * A future on a daemon thread of its own, which {@link #cancel} interrupts whatever its argument:
 * the calls of this package all end when they are interrupted.
 */
final class InterruptibleFuture<T> extends CompletableFuture<T> {
  private final Thread thread;

  private InterruptibleFuture(String name, Callable<T> task) {
    this.thread = new Thread(() -> run(task), "hibi-" + name);
    thread.setDaemon(true);
  }

  static <T> CompletableFuture<T> start(String name, Callable<T> task) {
    InterruptibleFuture<T> future = new InterruptibleFuture<>(name, task);
    future.thread.start();
    return future;
  }

  @SuppressWarnings("IllegalCatch")
  private void run(Callable<T> task) {
    try {
      complete(task.call());
    } catch (Throwable e) { // the future's, whatever it is
      completeExceptionally(e);
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      thread.interrupt();
    }
    return cancelled;
  }
}
