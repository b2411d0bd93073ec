package dev.hibi.client;

import java.time.Duration;

/**
 * How often a call that is safe to repeat is repeated when it fails in a way that may pass: no
 * answer, 408, 429 or 5xx. Between attempts the client waits a random part of a time that doubles,
 * or as long as the server's {@code Retry-After} says.
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
              .formatted(attempts, firstPause, longestPause));
    }
  }

  /** The upper bound of the wait after an attempt, from 1. */
  Duration pauseAfter(int attempt) {
    long factor = 1L << Math.min(attempt - 1, 20);
    Duration pause = firstPause.multipliedBy(factor);
    return pause.compareTo(longestPause) > 0 ? longestPause : pause;
  }
}
