package dev.hibi.client.job;

import dev.hibi.client.api.JobStatus;
import dev.hibi.client.api.TrainingApi;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * For how long a job has run: what the platform says, in whole minutes, of a job that had begun
 * before, and then by this machine's clock. Times of the two clocks are not compared. Not
 * thread-safe.
 */
final class RunClock {
  private static final Pattern TOLD = Pattern.compile("(\\d{1,6})d (\\d{1,2})h (\\d{1,2})m");

  private final InstantSource clock;
  private @Nullable Instant begin;
  private Duration told = Duration.ZERO;
  private Duration soFar = Duration.ZERO;

  RunClock(InstantSource clock) {
    this.clock = clock;
  }

  /** The job as it is at first. */
  void begin(TrainingApi.Details details) {
    told = told(details);
    if (details.startedAt().isPresent()) {
      begin = clock.instant();
    }
  }

  /** The job as it is now. */
  void look(JobState state) {
    if (begin == null && state.status().equals(JobStatus.RUNNING)) {
      begin = clock.instant();
    }
    if (begin != null) {
      soFar = told.plus(Duration.between(begin, clock.instant()));
    }
    Duration all = state.result().map(result -> told(result.details())).orElse(Duration.ZERO);
    soFar = all.compareTo(soFar) > 0 ? all : soFar;
  }

  private static Duration told(TrainingApi.Details details) {
    Matcher time = TOLD.matcher(details.executionTime());
    return time.matches()
        ? Duration.ofDays(Long.parseLong(time.group(1)))
            .plusHours(Long.parseLong(time.group(2)))
            .plusMinutes(Long.parseLong(time.group(3)))
        : Duration.ZERO;
  }

  boolean hasBegun() {
    return begin != null;
  }

  Duration soFar() {
    return soFar;
  }
}
