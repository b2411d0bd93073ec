package dev.hibi.client.job;

import java.util.List;

/**
 * What a supervised job has come to.
 *
 * @param attempts how each of its jobs has ended, the first one first; not empty
 * @param end why there are no more
 */
public record SupervisedResult(List<JobResult> attempts, End end) {
  /** Copies the list. */
  public SupervisedResult {
    attempts = List.copyOf(attempts);
  }

  /** How the last job has ended. */
  public JobResult last() {
    return attempts.get(attempts.size() - 1);
  }

  /** Whether the last job has ended well, or was ended because it had done enough. */
  public boolean isSuccess() {
    return end == End.ENOUGH || last().isSuccess();
  }

  /** Such as {@code training 6 (cracks-retry-1): Completed, attempt 2}. */
  @Override
  public String toString() {
    String attempt = attempts.size() == 1 ? "" : ", attempt " + attempts.size();
    String why =
        switch (end) {
          case JOB -> "";
          case ENOUGH -> ", stopped early";
          case TIME -> ", out of time";
        };
    return last() + attempt + why;
  }

  /** Why there are no more attempts. */
  public enum End {
    /** The last job has ended by itself or by a user, or there are no retries left. */
    JOB,

    /** A stop rule was met. */
    ENOUGH,

    /** The jobs have run for as long as they may. */
    TIME
  }
}
