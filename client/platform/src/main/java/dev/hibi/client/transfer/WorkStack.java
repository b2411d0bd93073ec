package dev.hibi.client.transfer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Work that makes more work, done by several threads, the latest first: what belongs to a file that
 * was opened comes before the next file is. Thread-safe.
 */
final class WorkStack {
  private final Deque<Task> tasks = new ArrayDeque<>();
  private final List<Thread> workers = new ArrayList<>();
  private int unfinished;
  private @Nullable Throwable failure;

  /** Something to do; it may push more. */
  interface Task {
    void run() throws IOException;
  }

  synchronized void push(Task task) {
    tasks.push(task);
    unfinished++;
    notifyAll();
  }

  /**
   * Does all of it. Returns when no thread works any more, whatever the outcome.
   *
   * @param threads how many work
   * @param name of the threads
   * @throws IOException what a task has thrown first; the others were interrupted then. {@link
   *     InterruptedIOException} if this thread was interrupted.
   */
  void run(int threads, String name) throws IOException {
    synchronized (this) {
      for (int i = 0; i < threads; i++) {
        Thread worker = new Thread(this::work, name + "-" + i);
        worker.setDaemon(true);
        workers.add(worker);
      }
      workers.forEach(Thread::start);
    }
    boolean interrupted = false;
    for (Thread worker : workers) {
      interrupted |= join(worker);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    rethrow();
  }

  /** Whether this thread was interrupted while it waited. */
  private boolean join(Thread worker) {
    boolean interrupted = false;
    while (true) {
      try {
        worker.join();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
        fail(
            new InterruptedIOException(
                "interrupted: expected to be left to finish, found no time"));
      }
    }
  }

  private void work() {
    for (Task task = take(); task != null; task = take()) {
      try {
        task.run();
        finished();
      } catch (IOException | RuntimeException | Error e) {
        fail(e);
      }
    }
  }

  /** The next task; null if there is no more. */
  private synchronized @Nullable Task take() {
    try {
      while (failure == null && tasks.isEmpty() && unfinished > 0) {
        wait();
      }
    } catch (InterruptedException e) {
      return null; // because of a failure
    }
    return failure == null ? tasks.poll() : null;
  }

  private synchronized void finished() {
    unfinished--;
    notifyAll();
  }

  private synchronized void fail(Throwable reason) {
    if (failure == null) {
      failure = reason;
      workers.forEach(Thread::interrupt);
    }
    notifyAll();
  }

  private synchronized void rethrow() throws IOException {
    if (failure instanceof IOException io) {
      throw io;
    } else if (failure instanceof Error error) {
      throw error;
    } else if (failure instanceof RuntimeException runtime) {
      throw runtime;
    }
  }
}
