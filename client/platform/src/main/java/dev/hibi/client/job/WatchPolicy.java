package dev.hibi.client.job;

import java.time.Duration;
import java.util.Optional;

/**
 * How a job is watched.
 *
 * @param interval between two looks at the job, each of which has the platform ask the cluster
 * @param patience how long the platform may not answer, or call the job {@code Error}, before the
 *     watch is given up
 * @param quiet how long the log of a job that the platform has lost must not grow, for it to have
 *     ended
 * @param haltOutOfMemory whether a job is halted that has used more memory than it had; the
 *     platform leaves it running
 * @param successFile a file below {@code /kqi/output} that only a job that ends well leaves: it
 *     tells how a job has ended that the platform has lost
 */
public record WatchPolicy(
    Duration interval,
    Duration patience,
    Duration quiet,
    boolean haltOutOfMemory,
    Optional<String> successFile) {

  /** Every five seconds; ten minutes of patience; a minute of silence; halts nothing. */
  public static final WatchPolicy DEFAULT =
      new WatchPolicy(
          Duration.ofSeconds(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(1),
          false,
          Optional.empty());

  /**
   * Checks the times.
   *
   * @throws IllegalArgumentException if the interval is not positive, or another time negative
   */
  public WatchPolicy {
    if (interval.isNegative() || interval.isZero() || patience.isNegative() || quiet.isNegative()) {
      throw new IllegalArgumentException(
          "bad watch policy: expected a positive interval and times of at least 0, found %s, %s, %s"
              .formatted(Patience.text(interval), Patience.text(patience), Patience.text(quiet)));
    }
  }

  /** With another interval. */
  public WatchPolicy interval(Duration interval) {
    return new WatchPolicy(interval, patience, quiet, haltOutOfMemory, successFile);
  }

  /** With another patience. */
  public WatchPolicy patience(Duration patience) {
    return new WatchPolicy(interval, patience, quiet, haltOutOfMemory, successFile);
  }

  /** With another time of silence. */
  public WatchPolicy quiet(Duration quiet) {
    return new WatchPolicy(interval, patience, quiet, haltOutOfMemory, successFile);
  }

  /** Halting jobs that have used more memory than they had. */
  public WatchPolicy haltingOutOfMemory() {
    return new WatchPolicy(interval, patience, quiet, true, successFile);
  }

  /** With a file that only a job that ends well leaves, such as {@code model/labels.txt}. */
  public WatchPolicy successFile(String path) {
    return new WatchPolicy(interval, patience, quiet, haltOutOfMemory, Optional.of(path));
  }
}
