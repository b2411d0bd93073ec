package dev.hibi.client;

import java.math.BigDecimal;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often a call that is safe to repeat is repeated when it fails in a way that may pass: no
 * answer, 408, 429 or 5xx; and any call that was not taken up: there was no connection, or the
 * answer was 429 or 503 with {@code Retry-After}. Between attempts the client waits a random part
 * of a time that doubles, or as long as the server's {@code Retry-After} says.
 *
 * @param attempts in all, at least 1; 1 means that nothing is repeated
 * @param firstPause what the first wait is at most
 * @param longestPause what any wait is at most, {@code Retry-After} included
 */
public record RetryPolicy(int attempts, Duration firstPause, Duration longestPause) {

  /** Four attempts, waits of up to half a second, a second, two. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(4, Duration.ofMillis(500), Duration.ofSeconds(30));

  /** One attempt. */
  public static final RetryPolicy NONE = new RetryPolicy(1, Duration.ZERO, Duration.ZERO);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if there is no attempt or a pause is negative
   */
  public RetryPolicy {
    if (attempts < 1 || firstPause.isNegative() || longestPause.isNegative()) {
      throw new IllegalArgumentException(
          "bad retry policy: expected at least 1 attempt and pauses of at least 0, found %d, %s, %s"
              .formatted(attempts, text(firstPause), text(longestPause)));
    }
  }

  /** The upper bound of the wait after an attempt, from 1. */
  public Duration pauseAfter(int attempt) {
    long factor = 1L << Math.min(attempt - 1, 20);
    Duration pause = firstPause.multipliedBy(factor);
    return pause.compareTo(longestPause) > 0 ? longestPause : pause;
  }

  /** A time for people, such as {@code 0.5 s}. */
  static String text(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
  }

  /** Attempts under this policy; none is made yet. */
  public Attempts begin() {
    return new Attempts(this);
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

  /**
   * Counts attempts at something that may be repeated, and waits between them. Not thread-safe.
   *
   * <pre>{@code
   * RetryPolicy.Attempts attempts = client.retries().begin();
   * while (true) {
   *   try {
   *     return call();
   *   } catch (KamonohashiException e) {
   *     attempts.failed(e);
   *   }
   * }
   * }</pre>
   */
  public static final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(RetryPolicy.class);

    private final RetryPolicy policy;
    private int made;

    private Attempts(RetryPolicy policy) {
      this.policy = policy;
    }

    /** What was tried has come further; the next failure is the first again. */
    public void progressed() {
      made = 0;
    }

    /**
     * An attempt has failed: waits until it is time for the next, if a storage asks for it, as long
     * as it asks for.
     *
     * @throws KamonohashiException the reason, if it cannot pass, attempts are used up or the
     *     thread is interrupted
     */
    public void failed(KamonohashiException reason) {
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
     * @throws KamonohashiException the reason, if it cannot pass, attempts are used up or the
     *     thread is interrupted
     */
    void failed(KamonohashiException reason, Optional<Duration> retryAfter) {
      made++;
      if (!reason.retryable()
          || made >= policy.attempts()
          || Thread.currentThread().isInterrupted()) {
        throw reason;
      }
      LOG.debug("attempt {} of {}: {}", made, policy.attempts(), reason.getMessage());
      Duration wait =
          retryAfter.map(this::atMost).orElseGet(() -> jittered(policy.pauseAfter(made)));
      try {
        TimeUnit.NANOSECONDS.sleep(wait.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw reason;
      }
    }

    private Duration atMost(Duration wait) {
      Duration longest = policy.longestPause();
      return wait.compareTo(longest) > 0 ? longest : wait;
    }

    private static Duration jittered(Duration longest) {
      return Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest.toNanos() + 1));
    }
  }
}
