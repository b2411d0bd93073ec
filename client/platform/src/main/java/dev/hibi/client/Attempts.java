package dev.hibi.client;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts attempts at something that may be repeated, and waits between them. Not thread-safe. */
final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  private final RetryPolicy policy;
  private int made;

  Attempts(RetryPolicy policy) {
    this.policy = policy;
  }

  /** What was tried has come further; the next failure is the first again. */
  void progressed() {
    made = 0;
  }

  /** As {@link #failed(KamonohashiException, Optional)}, for as long as a storage asks for. */
  void failed(KamonohashiException reason) {
    failed(
        reason,
        reason instanceof KamonohashiException.Storage storage
            ? storage.retryAfter()
            : Optional.empty());
  }

  /**
   * An attempt has failed: waits until it is time for the next.
   *
   * @param retryAfter what the server asks for
   * @throws KamonohashiException the reason, if it cannot pass, attempts are used up or the thread
   *     is interrupted
   */
  void failed(KamonohashiException reason, Optional<Duration> retryAfter) {
    made++;
    if (!reason.retryable()
        || made >= policy.attempts()
        || Thread.currentThread().isInterrupted()) {
      throw reason;
    }
    LOG.debug("attempt {} of {}: {}", made, policy.attempts(), reason.getMessage());
    Duration wait = retryAfter.map(this::atMost).orElseGet(() -> jittered(policy.pauseAfter(made)));
    try {
      TimeUnit.NANOSECONDS.sleep(wait.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw reason;
    }
  }

  /**
   * What an answer's {@code Retry-After} says in seconds; a date, the header's other form, is not
   * worth a clock that agrees.
   */
  static Optional<Duration> retryAfter(HttpHeaders headers) {
    return headers
        .firstValue("Retry-After")
        .filter(header -> header.matches("[0-9]{1,9}"))
        .map(header -> Duration.ofSeconds(Long.parseLong(header)));
  }

  private Duration atMost(Duration wait) {
    Duration longest = policy.longestPause();
    return wait.compareTo(longest) > 0 ? longest : wait;
  }

  private static Duration jittered(Duration longest) {
    return Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest.toNanos() + 1));
  }
}
