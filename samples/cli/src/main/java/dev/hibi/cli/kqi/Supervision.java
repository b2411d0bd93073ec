package dev.hibi.cli.kqi;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.job.StopRule;
import dev.hibi.client.job.SupervisedJob;
import dev.hibi.client.job.TrainingRequest;
import dev.hibi.client.job.WatchPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a job is looked after. */
final class Supervision {
  @Option(
      names = "--retries",
      paramLabel = "N",
      description =
          "Start it again from its own output, up to N times, unless it ends well or is canceled."
              + " HIBI_RETRY is the retry's number: train.py $${HIBI_RETRY:+--resume}")
  private @Nullable Integer retries;

  @Option(
      names = "--max-runtime",
      paramLabel = "MINUTES",
      description = "Cancel it when it has run for so long, all attempts together.")
  private @Nullable Double maxRuntime;

  @Option(
      names = "--stop-at-least",
      paramLabel = "METRIC=VALUE",
      description = "Cancel it, which counts as good, when a metric is so high.")
  private Map<String, Double> atLeast = new LinkedHashMap<>();

  @Option(
      names = "--stop-at-most",
      paramLabel = "METRIC=VALUE",
      description = "The same, when a metric is so low.")
  private Map<String, Double> atMost = new LinkedHashMap<>();

  @Option(
      names = "--stop-no-higher",
      paramLabel = "METRIC=N",
      description = "The same, when the last N values are no higher than one before.")
  private Map<String, Integer> noHigher = new LinkedHashMap<>();

  @Option(
      names = "--stop-no-lower",
      paramLabel = "METRIC=N",
      description = "The same, when the last N values are no lower than one before.")
  private Map<String, Integer> noLower = new LinkedHashMap<>();

  @Mixin private MetricsPath metrics = new MetricsPath();

  /** Whether the command stays until the job has ended. */
  boolean isAskedFor() {
    return retries != null
        || maxRuntime != null
        || !atLeast.isEmpty()
        || !atMost.isEmpty()
        || !noHigher.isEmpty()
        || !noLower.isEmpty();
  }

  /** What is wrong with it is the user's mistake. */
  SupervisedJob.Builder job(
      Platform platform, KamonohashiClient client, TrainingRequest request, WatchPolicy policy) {
    SupervisedJob.Builder job =
        SupervisedJob.builder(client, request).policy(policy).metrics(metrics.in(client));
    return platform.usage(() -> apply(job));
  }

  private SupervisedJob.Builder apply(SupervisedJob.Builder job) {
    if (retries != null) {
      job.retries(retries);
    }
    if (maxRuntime != null) {
      if (!(maxRuntime > 0)) {
        throw new IllegalArgumentException(
            "bad --max-runtime: expected more than 0 minutes, found " + maxRuntime);
      }
      job.maxRuntime(Duration.ofMillis(Math.round(maxRuntime * 60_000)));
    }
    atLeast.forEach((metric, value) -> job.stopWhen(StopRule.atLeast(metric, value)));
    atMost.forEach((metric, value) -> job.stopWhen(StopRule.atMost(metric, value)));
    noHigher.forEach((metric, count) -> job.stopWhen(StopRule.noHigher(metric, count, 0)));
    noLower.forEach((metric, count) -> job.stopWhen(StopRule.noLower(metric, count, 0)));
    return job;
  }
}
