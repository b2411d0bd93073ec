package dev.hibi.client.job;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.api.Container;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What the platform runs beside trainings: waited for, followed, halted, by the rules by which a
 * {@link TrainingJob} is.
 *
 * <p>Every call may throw {@link KamonohashiException}; one that reads is repeated first. Immutable
 * and thread-safe; nothing is closed with it, and it goes on without this program.
 *
 * @param <D> what the platform tells of it
 */
public abstract sealed class PlatformJob<D> permits InferenceJob, NotebookJob, PreprocessingJob {
  private final KamonohashiClient client;
  private final JobCalls<D> calls;
  private final WatchPolicy policy;
  private final Polling polling;

  PlatformJob(KamonohashiClient client, JobCalls<D> calls, WatchPolicy policy, Polling polling) {
    this.client = client;
    this.calls = calls;
    this.policy = policy;
    this.polling = polling;
  }

  KamonohashiClient client() {
    return client;
  }

  Polling polling() {
    return polling;
  }

  Duration interval() {
    return policy.interval();
  }

  /** How it is; the platform asks the cluster. */
  public D details() {
    return calls.get();
  }

  /**
   * What has gone wrong in the cluster.
   *
   * @throws KamonohashiException.BadRequest if it is over
   */
  public abstract List<Container.Event> events();

  /**
   * Waits until it is over, however it ends.
   *
   * @throws KamonohashiException if the platform does not answer for longer than the policy's
   *     patience, or it is not there
   */
  public JobEnd<D> await() throws InterruptedException {
    return await(look -> {});
  }

  /**
   * Waits until it is over, and tells how it is, first and whenever that changes.
   *
   * @param listener called by this thread
   */
  public JobEnd<D> await(Consumer<JobLook<D>> listener) throws InterruptedException {
    return following().await(listener);
  }

  /**
   * Waits until it is over.
   *
   * @throws TimeoutException if it is not over in time; it goes on
   */
  public JobEnd<D> await(Duration deadline) throws InterruptedException, TimeoutException {
    return following().await(deadline);
  }

  /** How it is, now and whenever that changes, until it is over, as {@link TrainingJob#states}. */
  public Stream<JobLook<D>> states() {
    return following().states();
  }

  /**
   * Waits until it is over, and passes on what it writes to standard output and standard error,
   * line by line, from the beginning.
   *
   * @param lines called by this thread; without line ends
   */
  public JobEnd<D> followLog(Consumer<String> lines) throws InterruptedException {
    return following().followLog(lines);
  }

  /** The log as it is now, line by line; empty if there is none yet. */
  public List<String> log() {
    return following().log();
  }

  /**
   * Stops it; it becomes {@code Killed}.
   *
   * @throws KamonohashiException.BadRequest if it has ended
   */
  public void halt() {
    calls.halt();
  }

  /** Deletes it with all it has made; stops it if it runs. */
  public abstract void delete();

  private Following<D> following() {
    return new Following<>(calls, policy, polling);
  }

  /** What it is, such as {@code inference 5}. */
  @Override
  public String toString() {
    return calls.words();
  }
}
