package dev.hibi.client.job;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A training job that is looked after until it has done what it should: started again from its own
 * checkpoint when it fails, ended when it has run for too long or has done enough.
 *
 * <pre>{@code
 * SupervisedResult result =
 *     SupervisedJob.builder(client, request)
 *         .retries(3)
 *         .maxRuntime(Duration.ofHours(8))
 *         .stopWhen(StopRule.noHigher("accuracy", 5, 0))
 *         .build()
 *         .run();
 * }</pre>
 *
 * <p><b>What a retry is.</b> Another job of the same request, with the one before as a parent. What
 * that has written is copied to {@code /kqi/output} before the entry point is run, so that a
 * program that looks for a checkpoint in its output goes on, as {@code hibi train --kqi --resume}
 * does. The variable {@code HIBI_RETRY} has the retry's number. A request with a parent of its own
 * finds it where it was.
 *
 * <p><b>What is retried.</b> All ends but a good one and {@code UserCanceled}: the platform calls a
 * job that was halted by a user {@code Killed}, as one that has failed. So a job that is not to
 * come again is canceled, not halted.
 *
 * <p><b>Who looks after it.</b> This program: while it does not run, the job goes on, but nothing
 * is retried or ended. Run again with the same submission id, it finds the jobs that are there and
 * goes on.
 *
 * <p>Immutable; {@link #run} is for one thread at a time.
 */
public final class SupervisedJob {
  private final Builder options;

  private SupervisedJob(Builder options) {
    this.options = options;
  }

  /** A job that is looked after. */
  public static Builder builder(KamonohashiClient client, TrainingRequest request) {
    return new Builder(client, request);
  }

  /**
   * Starts the job, if it is not there, and looks after it until its last attempt is over. An
   * interrupt ends that; the job goes on.
   *
   * @throws KamonohashiException if the platform refuses a job, or does not answer for longer than
   *     the policy's patience; a job that runs goes on
   */
  public SupervisedResult run() throws InterruptedException {
    return new SupervisedRun(options).run();
  }

  /** Makes a {@link SupervisedJob}. Not thread-safe. */
  public static final class Builder {
    final KamonohashiClient client;
    final TrainingRequest request;
    int retries;
    Optional<Duration> maxRuntime = Optional.empty();
    List<StopRule> rules = List.of();
    TrialMetrics metrics = TrialMetrics.jsonLines("metrics.jsonl");
    WatchPolicy policy = WatchPolicy.DEFAULT;
    Polling polling = Polling.REAL;
    Consumer<String> lines = line -> {};
    boolean followed;
    Consumer<TrainingJob> listener = job -> {};

    private Builder(KamonohashiClient client, TrainingRequest request) {
      this.client = Objects.requireNonNull(client);
      this.request = Objects.requireNonNull(request);
    }

    private Builder(Builder other) {
      this(other.client, other.request);
      this.retries = other.retries;
      this.maxRuntime = other.maxRuntime;
      this.rules = other.rules;
      this.metrics = other.metrics;
      this.policy = other.policy;
      this.polling = other.polling;
      this.lines = other.lines;
      this.followed = other.followed;
      this.listener = other.listener;
    }

    /** How often it is started again, at least 0. Default: 0. */
    public Builder retries(int count) {
      if (count < 0) {
        throw new IllegalArgumentException("bad retries: expected at least 0, found " + count);
      }
      this.retries = count;
      return this;
    }

    /**
     * How long it may run, all attempts together and without the time in which it waits for room;
     * then it is canceled, which keeps what it has written. Default: for ever.
     */
    public Builder maxRuntime(Duration longest) {
      if (longest.isNegative() || longest.isZero()) {
        throw new IllegalArgumentException(
            "bad longest runtime: expected more than 0 seconds, found %s seconds"
                .formatted(longest.toSeconds()));
      }
      this.maxRuntime = Optional.of(longest);
      return this;
    }

    /** When it has done enough and is canceled; again for another rule. Default: never. */
    public Builder stopWhen(StopRule rule) {
      List<StopRule> more = new ArrayList<>(rules);
      more.add(rule);
      this.rules = List.copyOf(more);
      return this;
    }

    /** Where it leaves what it measures. Default: JSON lines in {@code metrics.jsonl}. */
    public Builder metrics(TrialMetrics metrics) {
      this.metrics = Objects.requireNonNull(metrics);
      return this;
    }

    /** How it is watched. Default: {@link WatchPolicy#DEFAULT}. */
    public Builder policy(WatchPolicy policy) {
      this.policy = Objects.requireNonNull(policy);
      return this;
    }

    /** In which time it is watched. */
    Builder polling(Polling polling) {
      this.polling = polling;
      return this;
    }

    /** Hears what each attempt writes to its log, line by line, by the thread that runs this. */
    public Builder log(Consumer<String> lines) {
      this.lines = Objects.requireNonNull(lines);
      this.followed = true;
      return this;
    }

    /** Told of each attempt when it has been started, by the thread that runs this. */
    public Builder listener(Consumer<TrainingJob> listener) {
      this.listener = Objects.requireNonNull(listener);
      return this;
    }

    /** The job. */
    public SupervisedJob build() {
      return new SupervisedJob(new Builder(this));
    }
  }
}
