package dev.hibi.client.job;

import dev.hibi.client.KamonohashiException;
import dev.hibi.client.transfer.GrowingFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a {@link SupervisedJob}. For one thread. */
final class SupervisedRun {
  private static final Logger LOG = LoggerFactory.getLogger(SupervisedRun.class);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final SupervisedJob.Builder options;
  private final Continuation continuation;
  private final Patience trouble;
  private final List<JobResult> attempts = new ArrayList<>();
  private Duration ranBefore = Duration.ZERO;
  private SupervisedResult.@Nullable End asked;

  SupervisedRun(SupervisedJob.Builder options) {
    this.options = options;
    this.continuation = new Continuation(options.request);
    this.trouble = new Patience(options.polling.clock(), options.policy.patience());
  }

  SupervisedResult run() throws InterruptedException {
    TrainingRequest request = options.request;
    while (true) {
      TrainingJob job = start(request);
      RunClock runtime = begun(job);
      JobResult result = watch(job, runtime);
      attempts.add(result);
      ranBefore = ranBefore.plus(runtime.soFar());
      Optional<SupervisedResult.End> end = end(job, result);
      if (end.isPresent()) {
        return new SupervisedResult(attempts, end.get());
      }
      release(result);
      options.polling.pause().pause(pause());
      request = continuation.after(attempts.size(), job.id());
    }
  }

  /** A cluster that has no room now may have it later. */
  private TrainingJob start(TrainingRequest request) throws InterruptedException {
    TrainingJob started =
        options.polling.until(
            options.policy.interval(),
            () -> {
              try {
                return Optional.of(TrainingJob.startOnce(options.client, request));
              } catch (KamonohashiException e) {
                if (!e.retryable() || !trouble.bears()) {
                  throw e;
                }
                LOG.debug("job is started later: {}", e.getMessage());
                return Optional.empty();
              }
            });
    trouble.renew();
    options.listener.accept(started);
    return started;
  }

  private JobResult watch(TrainingJob job, RunClock runtime) throws InterruptedException {
    JobWatch watch =
        new JobWatch(options.client, job.id(), options.policy, options.polling.clock());
    LogFollower log =
        new LogFollower(
            GrowingFile.log(options.client, job.id()),
            new Patience(options.polling.clock(), options.policy.patience()),
            options.lines);
    JobResult result =
        options.polling.until(
            options.policy.interval(),
            () -> {
              JobState now = watch.look();
              runtime.look(now);
              if (options.followed) {
                log.read();
              }
              if (now.result().isEmpty() && asked == null) {
                due(job, runtime).ifPresent(why -> cancel(job, why));
              }
              return now.result();
            });
    log.end();
    return result;
  }

  /** How long it has run already, if another program has started it. */
  private RunClock begun(TrainingJob job) {
    RunClock runtime = new RunClock(options.polling.clock());
    try {
      runtime.begin(job.details());
    } catch (KamonohashiException e) {
      LOG.debug("runtime of training {} is measured from now: {}", job.id(), e.getMessage());
    }
    return runtime;
  }

  /** Why the job that runs should end now. */
  private Optional<SupervisedResult.End> due(TrainingJob job, RunClock runtime) {
    if (isOutOfTime(ranBefore.plus(runtime.soFar()))) {
      return Optional.of(SupervisedResult.End.TIME);
    }
    return runtime.hasBegun() && isEnough(job)
        ? Optional.of(SupervisedResult.End.ENOUGH)
        : Optional.empty();
  }

  private boolean isOutOfTime(Duration ran) {
    return options.maxRuntime.filter(longest -> ran.compareTo(longest) >= 0).isPresent();
  }

  private boolean isEnough(TrainingJob job) {
    if (options.rules.isEmpty()) {
      return false;
    }
    try {
      List<TrialMetrics.Point> points = options.metrics.read(job);
      return options.rules.stream().anyMatch(rule -> rule.isMet(points));
    } catch (KamonohashiException e) {
      LOG.warn("metrics of training {} are not read: {}", job.id(), e.getMessage());
      return false;
    }
  }

  private void cancel(TrainingJob job, SupervisedResult.End why) {
    try {
      job.cancel();
      asked = why;
    } catch (KamonohashiException.BadRequest e) {
      LOG.debug("has ended by itself: {}", e.getMessage());
    } catch (KamonohashiException e) {
      if (!e.retryable() || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      LOG.debug("is canceled later: {}", e.getMessage());
    }
  }

  /** Why there is no other attempt, if there is none. */
  private Optional<SupervisedResult.End> end(TrainingJob job, JobResult result) {
    if (asked != null && !result.isSuccess()) {
      return Optional.of(asked);
    }
    if (result.isSuccess()) {
      return Optional.of(SupervisedResult.End.JOB);
    }
    if (result.outcome() == JobResult.Outcome.CANCELED) {
      return Optional.of( // by a user, or by this before its program was killed
          isEnough(job) ? SupervisedResult.End.ENOUGH : SupervisedResult.End.JOB);
    }
    if (isOutOfTime(ranBefore)) {
      return Optional.of(SupervisedResult.End.TIME);
    }
    return attempts.size() > options.retries
        ? Optional.of(SupervisedResult.End.JOB)
        : Optional.empty();
  }

  /** Lets go of what the platform may still hold for a job that it has not ended itself. */
  private void release(JobResult result) {
    if (result.confirmed() && result.outcome() == JobResult.Outcome.KILLED) {
      return;
    }
    try {
      options.client.training().halt(result.details().id());
    } catch (KamonohashiException e) {
      LOG.debug("is over already: {}", e.getMessage());
    }
  }

  /** Longer after each attempt. */
  private Duration pause() {
    Duration pause = options.policy.interval().multipliedBy(1L << Math.min(attempts.size(), 16));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
