package dev.hibi.cli.kqi;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends what this thread does when the process is told to end, by SIGTERM or Ctrl-C: it is
 * interrupted, and the virtual machine's exit waits until it has cleaned up. The exit code is that
 * of the signal, 143 or 130.
 */
final class InterruptOnExit {
  /** For a call or two of the platform; whoever cannot wait kills the process. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  private InterruptOnExit(Thread worker) {
    hook = new Thread(() -> end(worker), "hibi-interrupt");
  }

  /** Something that cleans up when its thread is interrupted. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /** Does some work in this thread. */
  static <T> T during(Work<T> work) throws IOException {
    InterruptOnExit watch = new InterruptOnExit(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(watch.hook);
    try {
      return work.run();
    } finally {
      watch.close();
    }
  }

  private void end(Thread worker) {
    worker.interrupt();
    try {
      ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the process end, if it is about to. */
  private void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the exit has begun, and ends the process
    }
  }
}
