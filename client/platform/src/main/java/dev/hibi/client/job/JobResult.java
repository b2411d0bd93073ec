package dev.hibi.client.job;

import dev.hibi.client.api.TrainingApi;

/**
 * How a job has ended.
 *
 * @param confirmed whether the platform says so; otherwise it was concluded from the log and the
 *     files
 * @param details as they were then
 */
public record JobResult(Outcome outcome, boolean confirmed, TrainingApi.Details details) {

  /** Whether it has ended well. */
  public boolean isSuccess() {
    return outcome == Outcome.COMPLETED;
  }

  /** Such as {@code training 5 (cracks): Completed}. */
  @Override
  public String toString() {
    return "training %d (%s): %s%s%s"
        .formatted(
            details.id(),
            details.name(),
            details.status(),
            outcome == Outcome.OUT_OF_MEMORY ? ", out of memory" : "",
            confirmed ? "" : ", concluded: " + outcome);
  }

  /** How a job has ended. */
  public enum Outcome {
    /** Well. */
    COMPLETED,

    /** A user has stopped it and wanted its results kept. */
    CANCELED,

    /** With an error, or halted; the platform does not tell the two apart. */
    KILLED,

    /** It has used more memory than it had. */
    OUT_OF_MEMORY,

    /** The cluster calls it an error, and that has not changed. */
    FAILED,

    /** The platform has lost it, and nothing shows how it has ended. */
    LOST
  }
}
