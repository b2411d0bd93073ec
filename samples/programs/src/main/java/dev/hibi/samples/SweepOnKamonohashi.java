package dev.hibi.samples;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.job.Sweep;
import dev.hibi.client.job.SweepResult;
import dev.hibi.client.job.SweepSpace;
import dev.hibi.client.job.TrainingRequest;
import dev.hibi.client.job.Trial;
import dev.hibi.client.job.TrialMetrics;
import java.io.IOException;
import java.nio.file.Path;

/**
 * How does an application run one training with many settings on KAMONOHASHI and take the best?
 *
 * <p>With a {@link Sweep}: each trial is a job whose environment has the trial's options. What was
 * started is kept in a file, so that a program that was killed goes on with it and starts no job
 * twice. The test of this program runs it on the emulator.
 */
public final class SweepOnKamonohashi {
  /** What each job runs: trains with its options, and leaves metrics.jsonl. */
  private static final String ENTRY_POINT =
      "hibi train --kqi --lr $LEARNING_RATE --batch-size $BATCH_SIZE";

  private SweepOnKamonohashi() {}

  /** Argument: the id of a data set. Works for who has logged in by {@code hibi kqi login}. */
  public static void main(String... arguments) throws IOException, InterruptedException {
    KamonohashiClient client = KamonohashiClient.fromKqiConfig().build();
    SweepResult result = sweep(client, Long.parseLong(arguments[0]), Path.of("sweep.json"));
    result.trials().forEach(System.out::println);
    result.best().ifPresent(best -> System.out.println("best: " + best.options()));
  }

  static SweepResult sweep(KamonohashiClient client, long dataSet, Path memory)
      throws IOException, InterruptedException {
    TrainingRequest job =
        TrainingRequest.builder("crack-sweep")
            .image("hibi", "latest")
            .dataSet(dataSet)
            .repository("inspection", "cracks")
            .entryPoint(ENTRY_POINT)
            .cpu(2)
            .memoryGb(8)
            .build();
    return Sweep.builder(client, job, memory)
        .space(
            SweepSpace.grid()
                .values("LEARNING_RATE", "0.001", "0.003")
                .values("BATCH_SIZE", "16", "32"))
        .concurrency(2)
        .metrics(TrialMetrics.jsonLines("hibi/metrics.jsonl"))
        .maximize("accuracy")
        .listener(SweepOnKamonohashi::tell)
        .build()
        .run();
  }

  /** When a trial has started, and when it is over. */
  private static void tell(Trial trial) {
    String how = trial.outcome().map(Object::toString).orElse("started");
    System.out.println("trial " + trial.index() + " " + trial.options() + ": " + how);
  }
}
