package dev.hibi.client.job;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.api.JobStatus;
import dev.hibi.client.api.TrainingApi;
import dev.hibi.client.transfer.GrowingFile;
import dev.hibi.client.transfer.OutputFiles;
import java.time.InstantSource;
import java.util.Optional;
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
  private final GrowingFile log;
  private final Patience trouble;
  private final Patience silence;

  private JobState state = new JobState(JobStatus.UNTOLD, "", Optional.empty());
  private long logSize = -1;

  JobWatch(KamonohashiClient client, long id, WatchPolicy policy, InstantSource clock) {
    this.client = client;
    this.id = id;
    this.policy = policy;
    this.log = GrowingFile.log(client, id);
    this.trouble = new Patience(clock, policy.patience());
    this.silence = new Patience(clock, policy.quiet());
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
      if (!e.retryable() || Thread.currentThread().isInterrupted() || trouble.isOver()) {
        throw e;
      }
      LOG.debug("watch goes on: {}", e.getMessage());
      return state;
    }
    Optional<JobResult> result = judge(details);
    state = new JobState(details.status(), details.conditionNote(), result);
    return state;
  }

  /** What the last look has seen. */
  JobState last() {
    return state;
  }

  private Optional<JobResult> judge(TrainingApi.Details details) {
    JobStatus status = details.status();
    if (details.statusType().equals("Error")) {
      return trouble.isOver()
          ? Optional.of(new JobResult(JobResult.Outcome.FAILED, false, details))
          : Optional.empty();
    }
    trouble.renew();
    if (status.isFinal()) {
      return Optional.of(new JobResult(outcome(status), true, details));
    }
    if (status.equals(JobStatus.OOM_KILLED)) {
      haltIfAsked();
      return Optional.of(new JobResult(JobResult.Outcome.OUT_OF_MEMORY, true, details));
    }
    if (status.isUncertain() && isQuiet()) {
      JobResult.Outcome outcome =
          hasSuccessFile() ? JobResult.Outcome.COMPLETED : JobResult.Outcome.LOST;
      return Optional.of(new JobResult(outcome, false, details));
    }
    return Optional.empty();
  }

  private static JobResult.Outcome outcome(JobStatus status) {
    if (status.equals(JobStatus.COMPLETED)) {
      return JobResult.Outcome.COMPLETED;
    }
    return status.equals(JobStatus.KILLED) ? JobResult.Outcome.KILLED : JobResult.Outcome.CANCELED;
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
    if (size != logSize) {
      silence.renew();
      logSize = size;
    }
    return silence.isOver();
  }

  private boolean hasSuccessFile() {
    return policy.successFile().filter(OutputFiles.of(client, id)::contains).isPresent();
  }
}
