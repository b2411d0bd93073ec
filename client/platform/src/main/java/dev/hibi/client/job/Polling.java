package dev.hibi.client.job;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Looks again and again, with pauses, until there is something to see. What the time is and what a
 * pause does is said here alone, so that a test needs no real time.
 *
 * @param clock says how long something has lasted
 * @param pause lets time pass
 */
record Polling(InstantSource clock, Pause pause) {

  /** By this machine's clock, in real time. */
  static final Polling REAL =
      new Polling(
          InstantSource.system(), duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos()));

  /** Lets time pass. */
  @FunctionalInterface
  interface Pause {
    void pause(Duration duration) throws InterruptedException;
  }

  /**
   * One look; empty if there is nothing to see yet.
   *
   * @param <T> what there is to see
   * @param <E> what the look may throw
   */
  @FunctionalInterface
  interface Look<T, E extends Exception> {
    Optional<T> look() throws E;
  }

  /** Looks until there is something. */
  <T, E extends Exception> T until(Duration interval, Look<T, E> look)
      throws InterruptedException, E {
    while (true) {
      Optional<T> found = look.look();
      if (found.isPresent()) {
        return found.get();
      }
      pause.pause(interval);
    }
  }

  /** Looks until there is something, or the time is over; then it is empty. */
  <T, E extends Exception> Optional<T> within(Duration time, Duration interval, Look<T, E> look)
      throws InterruptedException, E {
    Instant end = clock.instant().plus(time);
    while (true) {
      Optional<T> found = look.look();
      Duration left = Duration.between(clock.instant(), end);
      if (found.isPresent() || left.isNegative() || left.isZero()) {
        return found;
      }
      pause.pause(left.compareTo(interval) < 0 ? left : interval);
    }
  }
}
