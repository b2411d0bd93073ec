package dev.hibi.client.job;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.TrainingApi;
import java.time.InstantSource;

/** Looks at a training until it is over, as {@link StatusWatch} does. Not thread-safe. */
final class JobWatch {
  private final StatusWatch<TrainingApi.Details> watch;

  JobWatch(KamonohashiClient client, long id, WatchPolicy policy, InstantSource clock) {
    this.watch = new StatusWatch<>(JobCalls.training(client, id), policy, clock);
  }

  /** Looks once. */
  JobState look() {
    return state(watch.look());
  }

  static JobState state(JobLook<TrainingApi.Details> look) {
    return new JobState(look.status(), look.note(), look.end().map(JobWatch::result));
  }

  static JobResult result(JobEnd<TrainingApi.Details> end) {
    return new JobResult(end.outcome(), end.confirmed(), end.details());
  }
}
