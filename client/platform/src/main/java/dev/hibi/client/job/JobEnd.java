package dev.hibi.client.job;

import dev.hibi.client.api.JobStatus;

/**
 * How an inference, a notebook or a preprocessing has ended.
 *
 * @param confirmed whether the platform says so; otherwise it was concluded from the log and the
 *     files
 * @param job what it is, such as {@code inference 5 (cracks)}
 * @param details as they were then
 * @param <D> what the platform tells of it
 */
public record JobEnd<D>(
    JobResult.Outcome outcome, boolean confirmed, String job, JobStatus status, D details) {

  /** Whether it has ended well. */
  public boolean isSuccess() {
    return outcome == JobResult.Outcome.COMPLETED;
  }

  /** Such as {@code inference 5 (cracks): Completed}. */
  @Override
  public String toString() {
    return job
        + ": "
        + status
        + (outcome == JobResult.Outcome.OUT_OF_MEMORY ? ", out of memory" : "")
        + (confirmed ? "" : ", concluded: " + outcome);
  }
}
