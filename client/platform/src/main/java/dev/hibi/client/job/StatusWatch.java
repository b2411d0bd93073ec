package dev.hibi.client.job;

import dev.hibi.client.KamonohashiException;
import dev.hibi.client.api.JobStatus;
import dev.hibi.client.transfer.GrowingFile;
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
 *
 * @param <D> what the platform tells of the job
 */
final class StatusWatch<D> {
  private static final Logger LOG = LoggerFactory.getLogger(StatusWatch.class);

  private final JobCalls<D> calls;
  private final WatchPolicy policy;
  private final GrowingFile log;
  private final Patience trouble;
  private final Patience silence;

  private JobLook<D> state = new JobLook<>(JobStatus.UNTOLD, "", Optional.empty());
  private long logSize = -1;

  StatusWatch(JobCalls<D> calls, WatchPolicy policy, InstantSource clock) {
    this.calls = calls;
    this.policy = policy;
    this.log = calls.log();
    this.trouble = new Patience(clock, policy.patience());
    this.silence = new Patience(clock, policy.quiet());
  }

  /**
   * Looks once.
   *
   * @throws KamonohashiException if the platform has not answered for longer than the patience, or
   *     refuses
   */
  JobLook<D> look() {
    D details;
    try {
      details = calls.get();
    } catch (KamonohashiException e) {
      if (!e.retryable() || !trouble.bears()) {
        throw e;
      }
      LOG.debug("watch goes on: {}", e.getMessage());
      return state;
    }
    JobCalls.Glance glance = calls.glance(details);
    Optional<JobEnd<D>> end =
        judge(glance)
            .map(
                verdict ->
                    new JobEnd<>(
                        verdict.outcome(),
                        verdict.confirmed(),
                        calls.words() + " (" + glance.name() + ")",
                        glance.status(),
                        details));
    state = new JobLook<>(glance.status(), glance.note(), end);
    return state;
  }

  /** What the last look has seen. */
  JobLook<D> last() {
    return state;
  }

  private record Verdict(JobResult.Outcome outcome, boolean confirmed) {}

  private Optional<Verdict> judge(JobCalls.Glance glance) {
    JobStatus status = glance.status();
    if (glance.statusType().equals("Error")) {
      return trouble.isOver()
          ? Optional.of(new Verdict(JobResult.Outcome.FAILED, false))
          : Optional.empty();
    }
    trouble.renew();
    if (status.isFinal()) {
      return Optional.of(new Verdict(outcome(status), true));
    }
    if (status.equals(JobStatus.OOM_KILLED)) {
      haltIfAsked();
      return Optional.of(new Verdict(JobResult.Outcome.OUT_OF_MEMORY, true));
    }
    if (status.isUncertain() && isQuiet()) {
      JobResult.Outcome outcome =
          hasSuccessFile() ? JobResult.Outcome.COMPLETED : JobResult.Outcome.LOST;
      return Optional.of(new Verdict(outcome, false));
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
      calls.halt();
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
    return policy.successFile().filter(calls::hasOutput).isPresent();
  }
}
