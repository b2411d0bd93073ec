package dev.hibi.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a job until it is over. The platform's word is taken where it knows: {@code Completed},
 * {@code UserCanceled}, {@code Killed}. {@code OOMKilled}, which it takes for running, is the end.
 * When it could not ask the cluster once, it stores {@code Failed} or {@code None} and never asks
 * again: then the log tells whether the job still runs. Any other word means that it runs. Not
 * thread-safe.
 */
final class JobWatch {
  private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);

  private final KamonohashiClient client;
  private final long id;
  private final WatchPolicy policy;
  private final LogFile log;

  private JobState state = new JobState(JobStatus.UNTOLD, "", Optional.empty());
  private @Nullable Instant troubleSince;
  private @Nullable Instant quietSince;
  private long logSize = -1;

  JobWatch(KamonohashiClient client, long id, WatchPolicy policy) {
    this.client = client;
    this.id = id;
    this.policy = policy;
    this.log = new LogFile(client, id);
  }

  /**
   * Looks once.
   *
   * @throws KamonohashiException if the platform has not answered for longer than the patience, or
   *     refuses
   */
  JobState look() {
    TrainingApi.Details details;
    try {
      details = client.training().get(id);
    } catch (KamonohashiException e) {
      if (!e.retryable() || Thread.currentThread().isInterrupted() || outOfPatience()) {
        throw e;
      }
      LOG.debug("watch goes on: {}", e.getMessage());
      return state;
    }
    Optional<JobResult> result = judge(details);
    state = new JobState(details.status(), details.conditionNote(), result);
    return state;
  }

  private Optional<JobResult> judge(TrainingApi.Details details) {
    JobStatus status = details.status();
    if (details.statusType().equals("Error")) {
      return outOfPatience()
          ? Optional.of(new JobResult(JobOutcome.FAILED, false, details))
          : Optional.empty();
    }
    troubleSince = null;
    if (status.isFinal()) {
      return Optional.of(new JobResult(outcome(status), true, details));
    }
    if (status.equals(JobStatus.OOM_KILLED)) {
      haltIfAsked();
      return Optional.of(new JobResult(JobOutcome.OUT_OF_MEMORY, true, details));
    }
    if (status.isUncertain() && isQuiet()) {
      JobOutcome outcome = hasSuccessFile() ? JobOutcome.COMPLETED : JobOutcome.LOST;
      return Optional.of(new JobResult(outcome, false, details));
    }
    return Optional.empty();
  }

  private static JobOutcome outcome(JobStatus status) {
    if (status.equals(JobStatus.COMPLETED)) {
      return JobOutcome.COMPLETED;
    }
    return status.equals(JobStatus.KILLED) ? JobOutcome.KILLED : JobOutcome.CANCELED;
  }

  private void haltIfAsked() {
    if (!policy.haltOutOfMemory()) {
      return;
    }
    try {
      client.training().halt(id);
    } catch (KamonohashiException.BadRequest e) {
      LOG.debug("has ended by itself: {}", e.getMessage());
    }
  }

  /** Whether the log has not grown for long enough. */
  private boolean isQuiet() {
    long size = log.size();
    Instant now = Instant.now();
    if (quietSince == null || size != logSize) {
      quietSince = now;
      logSize = size;
    }
    return isOver(quietSince, policy.quiet(), now);
  }

  private boolean hasSuccessFile() {
    return policy.successFile().flatMap(OutputFiles.of(client, id)::find).isPresent();
  }

  private boolean outOfPatience() {
    Instant now = Instant.now();
    if (troubleSince == null) {
      troubleSince = now;
    }
    return isOver(troubleSince, policy.patience(), now);
  }

  private static boolean isOver(Instant since, Duration time, Instant now) {
    return Duration.between(since, now).compareTo(time) >= 0;
  }
}
