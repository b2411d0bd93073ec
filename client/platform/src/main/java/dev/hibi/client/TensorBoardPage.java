package dev.hibi.client;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * A TensorBoard that the platform runs for a job.
 *
 * <p>Immutable and thread-safe; nothing is closed with it, the platform stops it in the end.
 */
public final class TensorBoardPage {
  private final KamonohashiClient client;
  private final long id;
  private final Duration interval;

  TensorBoardPage(KamonohashiClient client, long id, Duration interval) {
    this.client = client;
    this.id = id;
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
    Instant end = Instant.now().plus(deadline);
    while (true) {
      TrainingApi.TensorBoard now = details();
      if (now.status().isUncertain() || now.status().isFinal()) {
        throw new IllegalStateException(
            "no TensorBoard: expected one that runs, found status %s (training %d)"
                .formatted(now.status(), id));
      }
      Optional<URI> address = address(now);
      if (address.isPresent()) {
        return address.get();
      }
      if (!Instant.now().isBefore(end)) {
        throw new TimeoutException(
            "no TensorBoard: expected an address within %s, found status %s (training %d)"
                .formatted(deadline, now.status(), id));
      }
      Thread.sleep(interval.toMillis());
    }
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
