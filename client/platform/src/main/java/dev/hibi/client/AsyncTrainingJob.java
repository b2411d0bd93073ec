package dev.hibi.client;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A {@link TrainingJob} whose methods do not wait. Each future runs on a daemon thread of its own
 * and ends with what the method throws; to cancel one ends the wait at once, and never the job.
 *
 * <p>Immutable and thread-safe.
 */
public final class AsyncTrainingJob {
  private final TrainingJob job;

  AsyncTrainingJob(TrainingJob job) {
    this.job = job;
  }

  /** Starts a job; cancelled, it may have been started. */
  public static CompletableFuture<AsyncTrainingJob> start(
      KamonohashiClient client, TrainingRequest request) {
    return future(() -> TrainingJob.start(client, request).async());
  }

  /** The same job with methods that wait. */
  public TrainingJob job() {
    return job;
  }

  /** {@link TrainingJob#details}. */
  public CompletableFuture<TrainingApi.Details> details() {
    return future(job::details);
  }

  /** {@link TrainingJob#events}. */
  public CompletableFuture<List<ContainerEvent>> events() {
    return future(job::events);
  }

  /** {@link TrainingJob#await()}. */
  public CompletableFuture<JobResult> await() {
    return future(job::await);
  }

  /** {@link TrainingJob#await(Duration)}. */
  public CompletableFuture<JobResult> await(Duration deadline) {
    return future(() -> job.await(deadline));
  }

  /** {@link TrainingJob#await(Consumer)}. */
  public CompletableFuture<JobResult> await(Consumer<JobState> listener) {
    return future(() -> job.await(listener));
  }

  /** {@link TrainingJob#followLog}. */
  public CompletableFuture<JobResult> followLog(Consumer<String> lines) {
    return future(() -> job.followLog(lines));
  }

  /** {@link TrainingJob#halt}. */
  public CompletableFuture<Void> halt() {
    return action(job::halt);
  }

  /** {@link TrainingJob#cancel}. */
  public CompletableFuture<Void> cancel() {
    return action(job::cancel);
  }

  /** {@link TrainingJob#delete}. */
  public CompletableFuture<Void> delete() {
    return action(job::delete);
  }

  /** {@link TrainingJob#outputs}. */
  public CompletableFuture<List<OutputFile>> outputs() {
    return future(() -> job.outputs().toList());
  }

  /** {@link TrainingJob#downloadOutputs}. */
  public CompletableFuture<List<Path>> downloadOutputs(Path folder) {
    return future(() -> job.downloadOutputs(folder));
  }

  /** Starts a TensorBoard and waits until it is shown somewhere. */
  public CompletableFuture<URI> tensorBoard(TrainingApi.TensorBoardStart start, Duration deadline) {
    return future(() -> job.startTensorBoard(start).awaitAddress(deadline));
  }

  /** {@link TensorBoardPage#stop}. */
  public CompletableFuture<Void> stopTensorBoard() {
    return action(() -> job.tensorBoard().stop());
  }

  private static <T> CompletableFuture<T> future(Callable<T> call) {
    return Cancellation.start(call, AsyncTrainingJob::inThread);
  }

  private static void inThread(Runnable task) {
    Thread thread = new Thread(task, "hibi-job");
    thread.setDaemon(true);
    thread.start();
  }

  private static CompletableFuture<Void> action(Runnable action) {
    return future(
        () -> {
          action.run();
          return null;
        });
  }
}
