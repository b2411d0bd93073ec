package dev.hibi.client.job;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** How long something may last that is borne for a while. Not thread-safe. */
final class Patience {
  private final InstantSource clock;
  private final Duration longest;
  private @Nullable Instant since;

  Patience(InstantSource clock, Duration longest) {
    this.clock = clock;
    this.longest = longest;
  }

  /** A time for people, such as {@code 0.5 s}. */
  static String text(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
  }

  /** It lasts, from now or from before; whether it has for too long. */
  boolean isOver() {
    Instant now = clock.instant();
    if (since == null) {
      since = now;
    }
    return Duration.between(since, now).compareTo(longest) >= 0;
  }

  /** Whether what has failed now may be tried again, unless this thread is to end. */
  boolean bears() {
    return !Thread.currentThread().isInterrupted() && !isOver();
  }

  /** It has passed. */
  void renew() {
    since = null;
  }
}
