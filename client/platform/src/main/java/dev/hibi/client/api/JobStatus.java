package dev.hibi.client.api;

import java.util.Set;

/**
 * How a container is, in the platform's words. The list is open: the cluster's own words are passed
 * on as they are.
 *
 * @param name such as {@code Running}; empty where the server tells none
 */
public record JobStatus(String name) {
  /** Not told. */
  public static final JobStatus UNTOLD = new JobStatus("");

  /** Waits for its place or its image. */
  public static final JobStatus PENDING = new JobStatus("Pending");

  /** Runs. */
  public static final JobStatus RUNNING = new JobStatus("Running");

  /** The container has ended well, and the platform has not heard of it yet. */
  public static final JobStatus SUCCEEDED = new JobStatus("Succeeded");

  /** Has used more memory than it had; the platform counts it as running, for ever. */
  public static final JobStatus OOM_KILLED = new JobStatus("OOMKilled");

  /** Has ended well. */
  public static final JobStatus COMPLETED = new JobStatus("Completed");

  /** Was stopped by a user, who wanted its results kept. */
  public static final JobStatus USER_CANCELED = new JobStatus("UserCanceled");

  /** Has ended with an error, or was halted. */
  public static final JobStatus KILLED = new JobStatus("Killed");

  /** The platform could not ask the cluster. */
  public static final JobStatus FAILED = new JobStatus("Failed");

  /** The platform did not understand the cluster. */
  public static final JobStatus INVALID = new JobStatus("Invalid");

  /** The platform was not allowed to ask the cluster. */
  public static final JobStatus FORBIDDEN = new JobStatus("Forbidden");

  /** The cluster knows of no container. */
  public static final JobStatus NONE = new JobStatus("None");

  private static final Set<JobStatus> CERTAIN = Set.of(COMPLETED, USER_CANCELED, KILLED);
  private static final Set<JobStatus> UNCERTAIN = Set.of(FAILED, INVALID, FORBIDDEN, NONE);

  /** Whether the platform knows that the container has ended, and how. */
  public boolean isFinal() {
    return CERTAIN.contains(this);
  }

  /**
   * Whether the platform has lost the container: it has stored this once, when it could not ask the
   * cluster, and does not look again. The container may have ended, well or not, or even run.
   */
  public boolean isUncertain() {
    return UNCERTAIN.contains(this);
  }

  /** The platform's word. */
  @Override
  public String toString() {
    return name;
  }
}
