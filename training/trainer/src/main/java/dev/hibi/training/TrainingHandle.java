package dev.hibi.training;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A training that goes on in a thread of the application's: observed, cancelled, awaited.
 *
 * <pre>{@code
 * TrainingHandle training = TrainingRun.builder(config, train, test, output).build().start(executor);
 * System.out.println(training.progress().remaining());
 * training.cancel();
 * }</pre>
 *
 * <p>Nobody needs to await it. When the JVM shuts down it is stopped as a run is that nobody has a
 * handle of. Thread-safe.
 */
public final class TrainingHandle {
  private final ProgressWatch watch = new ProgressWatch(System::nanoTime);
  private final CompletableFuture<TrainingResult> end = new CompletableFuture<>();
  private boolean cancelled; // guarded by this
  private @Nullable TrainingRun run; // guarded by this

  private TrainingHandle() {}

  /** What a handle's thread does. */
  @FunctionalInterface
  public interface Work {

    /**
     * Opens what a run needs, makes the run, has it {@linkplain TrainingHandle#fit fitted}, and
     * closes what was opened.
     *
     * @param handle of this training
     */
    TrainingResult fit(TrainingHandle handle) throws IOException;
  }

  /**
   * Starts a training whose data are opened and closed in the thread that trains. {@link
   * TrainingRun#start} is for data that are open.
   *
   * <pre>{@code
   * TrainingHandle.start(
   *     executor,
   *     handle -> {
   *       try (ZipImageFolder train = …; ZipImageFolder test = …) {
   *         return handle.fit(TrainingRun.builder(config, train, test, output).build());
   *       }
   *     });
   * }</pre>
   *
   * @param executor has a thread for it; not closed here
   * @throws java.util.concurrent.RejectedExecutionException if the executor takes it not
   */
  public static TrainingHandle start(Executor executor, Work work) {
    TrainingHandle handle = new TrainingHandle();
    executor.execute(() -> handle.work(work));
    return handle;
  }

  private void work(Work work) {
    try {
      requireNotCancelled();
      watch.enter(TrainingProgress.State.OPENING);
      TrainingResult result = work.fit(this);
      watch.enter(TrainingProgress.State.FINISHED);
      end.complete(result);
    } catch (Throwable e) {
      watch.enter(state(e));
      end.completeExceptionally(e);
    }
  }

  private static TrainingProgress.State state(Throwable failure) {
    if (failure instanceof InterruptedRunException interrupted) {
      return interrupted.isCancelled()
          ? TrainingProgress.State.CANCELLED
          : TrainingProgress.State.INTERRUPTED;
    }
    return TrainingProgress.State.FAILED;
  }

  private synchronized void requireNotCancelled() throws InterruptedRunException {
    if (cancelled) {
      throw new InterruptedRunException(
          "run cancelled: expected a thread for it first, found none", true);
    }
  }

  /**
   * Runs a run under this handle, on the calling thread. For {@link Work}.
   *
   * @throws IOException as {@link TrainingRun#fit}
   * @throws IllegalStateException if this handle has one
   */
  public TrainingResult fit(TrainingRun run) throws IOException {
    synchronized (this) {
      if (this.run != null) {
        throw new IllegalStateException("handle in use: expected one run of it, found a second");
      }
      this.run = run;
      if (cancelled) {
        run.cancel();
      }
    }
    run.listen(watch);
    return run.fit();
  }

  /** How far it is now. Does not wait. */
  public TrainingProgress progress() {
    return watch.now();
  }

  /** Whether it goes on no more. */
  public boolean isDone() {
    return end.isDone();
  }

  /**
   * Asks it to end after the step that it is at, also of a test or of the extraction of features.
   * {@code run.json} says {@code cancelled} then, and a resumed run goes on from there. One that
   * has trained its last epoch finishes. Does not wait: {@link #await} does.
   */
  public synchronized void cancel() {
    cancelled = true;
    if (run != null) {
      run.cancel();
    }
  }

  /**
   * Waits for its end.
   *
   * @throws InterruptedRunException if it was cancelled or interrupted
   * @throws IOException as {@link TrainingRun#fit}, and what else that throws
   * @throws InterruptedException if the calling thread is interrupted; the training goes on
   */
  public TrainingResult await() throws IOException, InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw rethrown(e);
    }
  }

  /**
   * Waits for its end.
   *
   * @throws TimeoutException if it is not over in time; it goes on
   * @throws IOException as {@link #await()}
   * @throws InterruptedException as {@link #await()}
   */
  public TrainingResult await(Duration deadline)
      throws IOException, InterruptedException, TimeoutException {
    try {
      return end.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw rethrown(e);
    } catch (TimeoutException e) {
      TrainingProgress now = progress();
      throw new TimeoutException(
          "not over: expected the end within %s, found %s at step %d of %d"
              .formatted(deadline, now.state(), now.step(), now.steps()));
    }
  }

  private static IOException rethrown(ExecutionException e) {
    Throwable failure = e.getCause();
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof IOException io ? io : new IOException(e);
  }

  /**
   * Its end as a future. Cancelling that {@linkplain #cancel cancels} the training: the future ends
   * at once, the training soon after. What is derived from the future cancels nothing.
   */
  public CompletableFuture<TrainingResult> future() {
    CompletableFuture<TrainingResult> future = new Future();
    CompletableFuture<TrainingResult> unused =
        end.whenComplete(
            (result, failure) -> {
              if (failure == null) {
                future.complete(result);
              } else {
                future.completeExceptionally(failure);
              }
            });
    return future;
  }

  private final class Future extends CompletableFuture<TrainingResult> {
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>();
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      boolean done = super.cancel(mayInterrupt);
      if (done) {
        TrainingHandle.this.cancel();
      }
      return done;
    }
  }
}
