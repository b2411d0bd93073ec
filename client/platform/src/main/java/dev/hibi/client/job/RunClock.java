package dev.hibi.client.job;

import dev.hibi.client.api.TrainingApi;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * For how long a job has run: by this machine's clock from when it is first seen to run, and no
 * less than the platform says, in whole minutes, of a job that had begun before. Times of the two
 * clocks are not compared. Not thread-safe.
 */
final class RunClock {
  private static final Pattern TOLD = Pattern.compile("(\\d{1,6})d (\\d{1,2})h (\\d{1,2})m");

  private final InstantSource clock;
  private @Nullable Instant begin;
  private Duration soFar = Duration.ZERO;

  RunClock(InstantSource clock) {
    this.clock = clock;
  }

  /** The job as it is now. */
  void look(TrainingApi.Details details) {
    if (details.startedAt().isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    if (begin == null) {
      begin = now;
    }
    longer(Duration.between(begin, now));
    Matcher told = TOLD.matcher(details.executionTime());
    if (told.matches()) {
      longer(
          Duration.ofDays(Long.parseLong(told.group(1)))
              .plusHours(Long.parseLong(told.group(2)))
              .plusMinutes(Long.parseLong(told.group(3))));
    }
  }

  private void longer(Duration time) {
    soFar = time.compareTo(soFar) > 0 ? time : soFar;
  }

  boolean hasBegun() {
    return begin != null;
  }

  Duration soFar() {
    return soFar;
  }
}
