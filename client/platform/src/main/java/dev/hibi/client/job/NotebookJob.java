package dev.hibi.client.job;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.api.Container;
import dev.hibi.client.api.JobStatus;
import dev.hibi.client.api.NotebookApi;
import dev.hibi.client.transfer.Downloads;
import dev.hibi.client.transfer.OutputFile;
import dev.hibi.client.transfer.OutputFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * A notebook: JupyterLab on the cluster, until it is halted or its life is over; then it is {@code
 * Killed}, which is its ordinary end, and may be run again.
 *
 * <pre>{@code
 * NotebookJob notebook =
 *     NotebookJob.start(client, NotebookApi.Create.builder("cracks", 8 * 3600).build());
 * System.out.println(notebook.awaitAddress(Duration.ofMinutes(10)));
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class NotebookJob extends PlatformJob<NotebookApi.Details> {
  private final long id;

  private NotebookJob(KamonohashiClient client, long id, WatchPolicy policy, Polling polling) {
    super(client, JobCalls.notebook(client, id), policy, polling);
    this.id = id;
  }

  /** A notebook that was started before. */
  public static NotebookJob of(KamonohashiClient client, long notebookId) {
    return new NotebookJob(client, notebookId, WatchPolicy.DEFAULT, Polling.REAL);
  }

  /**
   * Starts a notebook. When the call ends without an answer, it is looked for by a submission id
   * among its options before the call is said to have failed; no second one is started.
   *
   * @throws KamonohashiException if it was not started, or is not known to be
   */
  public static NotebookJob start(KamonohashiClient client, NotebookApi.Create request) {
    return of(client, Submission.of(client, request, Polling.REAL.pause()).run());
  }

  /** This notebook, watched otherwise. */
  public NotebookJob policy(WatchPolicy policy) {
    return new NotebookJob(client(), id, Objects.requireNonNull(policy), polling());
  }

  /** The platform's id. */
  public long id() {
    return id;
  }

  /**
   * Runs it again: what is in its {@code /kqi/output} stays.
   *
   * @throws KamonohashiException.NotFound if it runs
   */
  public void rerun(NotebookApi.Rerun request) {
    client().notebooks().rerun(id, request);
  }

  /**
   * Where it is reached, with the token that lets one in; empty before it is placed, and while
   * JupyterLab is not up. Whoever has it may do there what its container may.
   *
   * @throws KamonohashiException.BadRequest if it does not run
   */
  public Optional<URI> address() {
    NotebookApi.Endpoint endpoint = client().notebooks().endpoint(id);
    return endpoint.nodePort().isBlank() || endpoint.token().isBlank()
        ? Optional.empty()
        : Optional.of(
            URI.create(
                "http://%s:%s/%s"
                    .formatted(
                        client().server().getHost(),
                        endpoint.nodePort(),
                        endpoint.token().strip())));
  }

  /**
   * Waits until it is reached somewhere.
   *
   * @throws IllegalStateException if it does not run, or no more
   * @throws TimeoutException if the deadline passes first
   */
  public URI awaitAddress(Duration deadline) throws InterruptedException, TimeoutException {
    AtomicReference<JobStatus> last = new AtomicReference<>(JobStatus.UNTOLD);
    return polling()
        .within(
            deadline,
            interval(),
            () -> {
              JobStatus now = details().status();
              last.set(now);
              if (now.isFinal() || now.isUncertain()) {
                throw new IllegalStateException(
                    "no notebook: expected one that runs, found status %s (%s)"
                        .formatted(now, this));
              }
              return address();
            })
        .orElseThrow(
            () ->
                new TimeoutException(
                    "no notebook: expected an address within %s, found status %s (%s)"
                        .formatted(deadline, last.get(), this)));
  }

  @Override
  public List<Container.Event> events() {
    return client().notebooks().events(id);
  }

  @Override
  public void delete() {
    client().notebooks().delete(id);
  }

  /** What is in its {@code /kqi/output}, also in folders; lazily, by path. */
  public Stream<OutputFile> outputs() {
    return OutputFiles.ofNotebook(client(), id).list();
  }

  /**
   * Fetches what is in its {@code /kqi/output}, also in folders.
   *
   * @return where the files are, by name
   * @throws IOException if a name leads out of the folder or a file cannot be written
   */
  public List<Path> downloadOutputs(Path folder) throws IOException {
    return Downloads.builder(client()).build().notebookOutputs(id, "/", folder);
  }
}
