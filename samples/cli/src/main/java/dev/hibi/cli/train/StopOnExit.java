package dev.hibi.cli.train;

import dev.hibi.training.TrainingRun;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a run with a checkpoint when the process is told to end, by SIGTERM or Ctrl-C: the virtual
 * machine's exit waits until the run has written. Its exit code is that of the signal, 143 or 130.
 */
final class StopOnExit implements AutoCloseable {
  /** For a step of a large network on a slow machine; whoever cannot wait kills the process. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean exiting;

  private StopOnExit(TrainingRun run) {
    hook = new Thread(() -> stop(run), "hibi-stop");
  }

  /** Watches until this is closed. */
  static StopOnExit of(TrainingRun run) {
    StopOnExit watch = new StopOnExit(run);
    Runtime.getRuntime().addShutdownHook(watch.hook);
    return watch;
  }

  private void stop(TrainingRun run) {
    exiting = true;
    run.stop();
    try {
      ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the process is about to end. */
  boolean isExiting() {
    return exiting;
  }

  /** Lets the process end, if it is about to: then this does not return. */
  @Override
  public void close() {
    ended.countDown();
    if (!exiting) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
        return;
      } catch (IllegalStateException e) {
        exiting = true; // the exit has begun just now
      }
    }
    sleepUntilTheEnd();
  }

  /** What the caller would do next, the exit would cut off anywhere. */
  private static void sleepUntilTheEnd() {
    while (true) {
      try {
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        // Nothing is left to be done but to wait.
      }
    }
  }
}
