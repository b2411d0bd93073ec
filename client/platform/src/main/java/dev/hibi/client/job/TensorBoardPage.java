package dev.hibi.client.job;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.api.JobStatus;
import dev.hibi.client.api.TrainingApi;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A TensorBoard that the platform runs for a job.
 *
 * <p>Immutable and thread-safe; nothing is closed with it, the platform stops it in the end.
 */
public final class TensorBoardPage {
  private final KamonohashiClient client;
  private final long id;
  private final Polling polling;
  private final Duration interval;

  TensorBoardPage(KamonohashiClient client, long id, Polling polling, Duration interval) {
    this.client = client;
    this.id = id;
    this.polling = polling;
    this.interval = interval;
  }

  /** How it is; the status is {@code None} if it does not run. */
  public TrainingApi.TensorBoard details() {
    return client.training().tensorBoard(id);
  }

  /** Where it is shown; empty before it is placed, and when it does not run. */
  public Optional<URI> address() {
    return address(details());
  }

  /**
   * Waits until it is shown somewhere. That is when the cluster has placed it; it may take some
   * seconds more to answer.
   *
   * @throws IllegalStateException if it does not run, or no more
   * @throws TimeoutException if the deadline passes first
   * @throws KamonohashiException if the platform fails
   */
  public URI awaitAddress(Duration deadline) throws InterruptedException, TimeoutException {
    AtomicReference<JobStatus> last = new AtomicReference<>(JobStatus.UNTOLD);
    return polling
        .within(deadline, interval, () -> address(running(last)))
        .orElseThrow(
            () ->
                new TimeoutException(
                    "no TensorBoard: expected an address within %s, found status %s (training %d)"
                        .formatted(Patience.text(deadline), last.get(), id)));
  }

  private TrainingApi.TensorBoard running(AtomicReference<JobStatus> last) {
    TrainingApi.TensorBoard now = details();
    last.set(now.status());
    if (now.status().isUncertain() || now.status().isFinal()) {
      throw new IllegalStateException(
          "no TensorBoard: expected one that runs, found status %s (training %d)"
              .formatted(now.status(), id));
    }
    return now;
  }

  private Optional<URI> address(TrainingApi.TensorBoard now) {
    if (now.nodePort().isBlank() || !now.status().equals(JobStatus.RUNNING)) {
      return Optional.empty();
    }
    return Optional.of(URI.create("http://" + client.server().getHost() + ":" + now.nodePort()));
  }

  /** Stops it; nothing happens if it does not run. */
  public void stop() {
    try {
      client.training().stopTensorBoard(id);
    } catch (KamonohashiException.NotFound e) {
      return; // which is what was wanted
    }
  }
}
