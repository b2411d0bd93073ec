package dev.hibi.client.job;

/** How a job has ended. */
public enum JobOutcome {
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
