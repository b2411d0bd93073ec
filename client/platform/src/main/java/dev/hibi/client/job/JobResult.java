package dev.hibi.client.job;

import dev.hibi.client.api.TrainingApi;

/**
 * How a job has ended.
 *
 * @param confirmed whether the platform says so; otherwise it was concluded from the log and the
 *     files
 * @param details as they were then
 */
public record JobResult(JobOutcome outcome, boolean confirmed, TrainingApi.Details details) {

  /** Whether it has ended well. */
  public boolean isSuccess() {
    return outcome == JobOutcome.COMPLETED;
  }

  /** Such as {@code training 5 (cracks): Completed}. */
  @Override
  public String toString() {
    return "training %d (%s): %s%s%s"
        .formatted(
            details.id(),
            details.name(),
            details.status(),
            outcome == JobOutcome.OUT_OF_MEMORY ? ", out of memory" : "",
            confirmed ? "" : ", concluded: " + outcome);
  }
}
