package dev.hibi.client.job;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.api.Container;
import dev.hibi.client.api.TrainingApi;
import dev.hibi.client.transfer.Downloads;
import dev.hibi.client.transfer.OutputFile;
import dev.hibi.client.transfer.OutputFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A training job on the platform: waited for, followed, halted; what it has made is listed and
 * fetched.
 *
 * <pre>{@code
 * TrainingJob job = TrainingJob.start(client, request);
 * JobResult result = job.followLog(System.out::println);
 * if (result.isSuccess()) {
 *   job.outputs().forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>Every call may throw {@link KamonohashiException}; one that reads is repeated first. Immutable
 * and thread-safe; nothing is closed with it, and the job goes on without this program.
 */
public final class TrainingJob {
  private final KamonohashiClient client;
  private final long id;
  private final WatchPolicy policy;
  private final Polling polling;

  private TrainingJob(KamonohashiClient client, long id, WatchPolicy policy, Polling polling) {
    this.client = client;
    this.id = id;
    this.policy = policy;
    this.polling = polling;
  }

  /** A job that was started before. */
  public static TrainingJob of(KamonohashiClient client, long trainingId) {
    return new TrainingJob(client, trainingId, WatchPolicy.DEFAULT, Polling.REAL);
  }

  /**
   * Starts a job. When the call ends without an answer, the job is looked for by its submission id
   * before the call is said to have failed; no second job is started.
   *
   * @throws KamonohashiException if it was not started, or, when the platform does not answer at
   *     all, is not known to be: {@link #find} tells later
   */
  public static TrainingJob start(KamonohashiClient client, TrainingRequest request) {
    return of(client, submission(client, request).run());
  }

  /**
   * Starts a job if none with this submission id is there: for a program that may have been killed
   * after it had started it.
   *
   * @throws KamonohashiException as {@link #start}
   */
  public static TrainingJob startOnce(KamonohashiClient client, TrainingRequest request) {
    return find(client, request).orElseGet(() -> start(client, request));
  }

  /**
   * The job that was started from a request, if there is one.
   *
   * @throws IllegalArgumentException if its submission id is that of a job with another data set or
   *     command
   */
  public static Optional<TrainingJob> find(KamonohashiClient client, TrainingRequest request) {
    return submission(client, request).find().map(id -> of(client, id));
  }

  private static Submission submission(KamonohashiClient client, TrainingRequest request) {
    return new Submission(client, request, Polling.REAL.pause());
  }

  /** This job, watched otherwise. */
  public TrainingJob policy(WatchPolicy policy) {
    return new TrainingJob(client, id, Objects.requireNonNull(policy), polling);
  }

  /** This job in another time. */
  TrainingJob polling(Polling polling) {
    return new TrainingJob(client, id, policy, polling);
  }

  /** The platform's id. */
  public long id() {
    return id;
  }

  /** How it is; the platform asks the cluster. */
  public TrainingApi.Details details() {
    return client.training().get(id);
  }

  /** What has gone wrong in the cluster. */
  public List<Container.Event> events() {
    return client.training().events(id);
  }

  /**
   * Waits until it is over, however it ends.
   *
   * @throws KamonohashiException if the platform does not answer for longer than the policy's
   *     patience, or the job is not there
   */
  public JobResult await() throws InterruptedException {
    return await(state -> {});
  }

  /**
   * Waits until it is over, and tells how it is, first and whenever that changes.
   *
   * @param listener called by this thread
   */
  public JobResult await(Consumer<JobState> listener) throws InterruptedException {
    return JobWatch.result(following().await(look -> listener.accept(JobWatch.state(look))));
  }

  /**
   * Waits until it is over.
   *
   * @throws TimeoutException if it is not over in time; it goes on
   */
  public JobResult await(Duration deadline) throws InterruptedException, TimeoutException {
    return JobWatch.result(following().await(deadline));
  }

  /**
   * How it is, now and whenever that changes, until it is over; the last one has the result. The
   * stream looks while it is read, and waits between two looks; an interrupt ends it with a {@link
   * KamonohashiException.Transport}, the flag set.
   */
  public Stream<JobState> states() {
    return following().states().map(JobWatch::state);
  }

  /**
   * Waits until it is over, and passes on what it writes to standard output and standard error,
   * line by line, from the beginning.
   *
   * @param lines called by this thread; without line ends
   */
  public JobResult followLog(Consumer<String> lines) throws InterruptedException {
    return JobWatch.result(following().followLog(lines));
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
    client.training().halt(id);
  }

  /**
   * Stops it; it becomes {@code UserCanceled}.
   *
   * @throws KamonohashiException.BadRequest if it has ended
   */
  public void cancel() {
    client.training().cancel(id);
  }

  /**
   * Deletes it with all it has made; stops it if it runs.
   *
   * @throws KamonohashiException.Conflict if other jobs build on it
   */
  public void delete() {
    client.training().delete(id);
  }

  /** What it has written to {@code /kqi/output} so far, also in folders; lazily, by path. */
  public Stream<OutputFile> outputs() {
    return OutputFiles.of(client, id).list();
  }

  /**
   * Fetches what it has written so far, also in folders; {@link Downloads} can do more.
   *
   * @return where the files are, by name
   * @throws IOException if a name leads out of the folder or a file cannot be written
   */
  public List<Path> downloadOutputs(Path folder) throws IOException {
    return Downloads.builder(client).build().outputs(id, "/", folder);
  }

  /**
   * A small file that it has written, as it is now.
   *
   * @param path below {@code /kqi/output}, such as {@code run/metrics.jsonl}
   * @param most bytes that are read; the rest of a larger file is left out
   * @return empty if it is not there
   * @throws KamonohashiException if platform or storage fail
   */
  public Optional<byte[]> readOutput(String path, int most) {
    return OutputFiles.of(client, id).read(path, most);
  }

  /** Starts a TensorBoard on what it writes, or finds the one that runs. */
  public TensorBoardPage startTensorBoard(TrainingApi.TensorBoardStart start) {
    client.training().startTensorBoard(id, start);
    return tensorBoard();
  }

  /** Its TensorBoard, whether it runs or not. */
  public TensorBoardPage tensorBoard() {
    return new TensorBoardPage(client, id, polling, policy.interval());
  }

  private Following<TrainingApi.Details> following() {
    return new Following<>(JobCalls.training(client, id), policy, polling);
  }

  /** The id. */
  @Override
  public String toString() {
    return "TrainingJob[" + id + "]";
  }
}
