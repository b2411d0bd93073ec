package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.EmulatedPlatform;
import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.api.TrainingApi;
import dev.hibi.emulator.JobProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class SweepTest {
  /** A job whose accuracy is its learning rate, reached in three steps. */
  private static final JobProgram LEARNS =
      job -> {
        double best = Double.parseDouble(job.environment().get("LR"));
        job.write(
            "metrics.jsonl",
            "{\"epoch\":1,\"accuracy\":%s}\n{\"epoch\":2,\"accuracy\":%s,\"loss\":1}\n"
                .formatted(best / 2, best));
        return best == 0.5 ? 1 : 0;
      };

  private final FakeTime time = new FakeTime();

  @TempDir private Path folder;

  private EmulatedPlatform start(JobProgram program) throws IOException {
    return EmulatedPlatform.start(
        EmulatedPlatform.builder(folder.resolve("platform")).program(program));
  }

  private Sweep.Builder sweep(EmulatedPlatform platform, String... rates) throws Exception {
    long dataSet = platform.dataSet();
    return Sweep.builder(
            platform.client(), platform.request(dataSet).build(), folder.resolve("sweep.json"))
        .space(rates.length == 0 ? SweepSpace.grid() : SweepSpace.grid().values("LR", rates))
        .polling(time.polling());
  }

  @Test
  void runsEachCombinationAndFindsTheBestOfThoseThatEndedWell() throws Exception {
    try (EmulatedPlatform platform = start(LEARNS)) {
      SweepResult result = sweep(platform, "0.1", "0.3", "0.5").concurrency(2).build().run();

      assertThat(result.trials())
          .extracting(trial -> trial.outcome().orElseThrow())
          .containsExactly(
              JobResult.Outcome.COMPLETED, JobResult.Outcome.COMPLETED, JobResult.Outcome.KILLED);
      assertThat(result.best().orElseThrow().index()).isEqualTo(1);
      assertThat(result.best().orElseThrow().objective()).contains(0.3);
      assertThat(result.csv())
          .isEqualTo(
              """
              index,training,outcome,halted,objective,LR,accuracy,epoch,loss
              0,1,COMPLETED,false,0.1,0.1,0.1,2.0,1.0
              1,2,COMPLETED,false,0.3,0.3,0.3,2.0,1.0
              2,3,KILLED,false,0.5,0.5,0.5,2.0,1.0
              """);
    }
  }

  @Test
  void hasNoMoreJobsAtATimeThanAllowed() throws Exception {
    AtomicInteger most = new AtomicInteger();
    CompletableFuture<KamonohashiClient> client = new CompletableFuture<>();
    JobProgram counts =
        job -> {
          time.awaitPauses(2); // the sweep could have started more meanwhile
          long live =
              client.get().training().all().stream().filter(one -> !one.status().isFinal()).count();
          most.accumulateAndGet((int) live, Math::max);
          return 0;
        };
    try (EmulatedPlatform platform = start(counts)) {
      client.complete(platform.client());
      sweep(platform, "1", "2", "3", "4", "5").concurrency(2).build().run();

      assertThat(most).hasValue(2);
      assertThat(platform.client().training().all()).hasSize(5);
    }
  }

  @Test
  void goesOnWhereItWasWhenItsProgramDies() throws Exception {
    try (EmulatedPlatform platform = start(LEARNS)) {
      Sweep.Builder builder = sweep(platform, "0.1", "0.2", "0.3");
      AtomicInteger changes = new AtomicInteger();
      Sweep dies =
          builder
              .listener(
                  trial -> {
                    if (changes.incrementAndGet() == 3) {
                      throw new IllegalStateException("dies");
                    }
                  })
              .build();
      assertThatThrownBy(dies::run).hasMessage("dies");

      SweepResult result = builder.listener(trial -> {}).build().run();

      assertThat(result.best().orElseThrow().objective()).contains(0.3);
      assertThat(platform.client().training().all()).hasSize(3);
    }
  }

  @Test
  void aJobWhoseStartWasNotWrittenDownIsFoundAgain() throws Exception {
    try (EmulatedPlatform platform = start(LEARNS)) {
      Sweep sweep = sweep(platform, "0.1").build();
      sweep.run();
      Path file = folder.resolve("sweep.json");
      String forgotten =
          Files.readString(file)
              .replaceAll("\"trainingId\": \\d+,", "")
              .replaceAll("\"outcome\": \"[A-Z]+\",", "");
      Files.writeString(file, forgotten);

      SweepResult result = sweep.run();

      assertThat(result.trials().get(0).trainingId()).contains(1L);
      assertThat(platform.client().training().all()).hasSize(1);
    }
  }

  @Test
  void haltsWhatLosesIfAsked() throws Exception {
    CountDownLatch halted = new CountDownLatch(1);
    JobProgram program =
        job -> {
          job.write("metrics.jsonl", "{\"accuracy\":" + job.environment().get("LR") + "}\n");
          if ("0.1".equals(job.environment().get("LR"))) {
            Thread.sleep(1_000_000); // until it is halted
          }
          halted.await();
          return 0;
        };
    try (EmulatedPlatform platform = start(program)) {
      SweepResult result =
          sweep(platform, "0.7", "0.1", "0.8", "0.9")
              .concurrency(4)
              .haltLosers(1)
              .listener(
                  trial -> {
                    if (trial.halted()) {
                      halted.countDown();
                    }
                  })
              .build()
              .run();

      Trial lost = result.trials().get(1);
      assertThat(lost.halted()).isTrue();
      assertThat(lost.outcome()).contains(JobResult.Outcome.KILLED);
      assertThat(result.best().orElseThrow().index()).isEqualTo(3);
    }
  }

  @Test
  void onlyGoodJobsComeToTheEndOfAHalving() throws Exception {
    JobProgram program =
        job -> {
          double best = Double.parseDouble(job.environment().get("LR"));
          StringBuilder metrics = new StringBuilder();
          for (int epoch = 1; epoch <= 4; epoch++) {
            metrics.append("{\"accuracy\":%s}%n".formatted(best * epoch / 4));
            job.write("metrics.jsonl", metrics.toString());
            time.awaitPauses(3); // so that each value is seen
          }
          return 0;
        };
    try (EmulatedPlatform platform = start(program)) {
      SweepResult result =
          sweep(platform, "0.9", "0.2", "0.8", "0.1", "1.0").halving(1, 2).build().run();

      assertThat(result.trials())
          .extracting(Trial::halted)
          .containsExactly(false, true, true, true, false);
      assertThat(result.best().orElseThrow().index()).isEqualTo(4);
    }
  }

  @Test
  void aBayesianSweepChoosesByWhatItHasMeasuredAndGoesOnWithTheSame() throws Exception {
    SweepSpace space = SweepSpace.bayesian(14, 5).uniform("LR", 0.0, 0.49);
    try (EmulatedPlatform platform = start(LEARNS)) {
      Sweep.Builder builder = sweep(platform).space(space);
      AtomicInteger changes = new AtomicInteger();
      Sweep dies =
          builder
              .listener(
                  trial -> {
                    if (changes.incrementAndGet() == 19) {
                      throw new IllegalStateException("dies");
                    }
                  })
              .build();
      assertThatThrownBy(dies::run).hasMessage("dies");

      SweepResult result = builder.listener(trial -> {}).build().run();

      assertThat(platform.client().training().all()).hasSize(14);
      assertThat(result.trials()).allMatch(trial -> trial.options().containsKey("LR"));
      assertThat(result.trials().subList(8, 14))
          .as("those that are chosen")
          .anyMatch(trial -> trial.objective().orElseThrow() > 0.4);
      SweepResult again = builder.build().run();
      assertThat(again).isEqualTo(result);
    }
  }

  @Test
  void twoRulesAreOneTooMany() throws Exception {
    try (EmulatedPlatform platform = start(LEARNS)) {
      assertThatThrownBy(() -> sweep(platform, "1").halving(1, 2).haltLosers(1).build())
          .hasMessage("unclear rule: expected one of haltLosers and halving, found both");
      assertThatThrownBy(() -> sweep(platform, "1").halving(1, 1))
          .hasMessage(
              "bad halving: expected 1 or more values and a factor of 2 or more, found 1 and 1");
    }
  }

  @Test
  void aRefusedJobEndsTheSweepAndAFullClusterDoesNot() throws Exception {
    try (EmulatedPlatform platform = start(LEARNS)) {
      Sweep sweep = sweep(platform, "0.1", "0.2").build();
      platform.emulator().faults().status("POST .*/training/run", 400, 1);
      assertThatThrownBy(sweep::run).isInstanceOf(KamonohashiException.BadRequest.class);

      platform.emulator().faults().status("POST .*/training/run", 503, 2);
      assertThat(sweep.run().best().orElseThrow().index()).isEqualTo(1);
      assertThat(platform.client().training().stream(TrainingApi.Query.all())).hasSize(2);
    }
  }

  @Test
  void theFileOfAnotherSweepIsRefused() throws Exception {
    try (EmulatedPlatform platform = start(LEARNS)) {
      sweep(platform, "0.1").build().run();
      Sweep other = sweep(platform, "0.1", "0.2").build();

      assertThatThrownBy(other::run)
          .isInstanceOf(IOException.class)
          .hasMessage(
              "another sweep: expected 2 trials of cracks, found 1 of cracks or other options (%s)"
                  .formatted(folder.resolve("sweep.json")));
    }
  }

  @Test
  void anOptionThatThePlatformDoesNotTakeIsFoundBeforeTheFirstJob() throws Exception {
    try (EmulatedPlatform platform = start(LEARNS)) {
      Sweep.Builder builder =
          sweep(platform, "1").space(SweepSpace.grid().values("KQI_TOKEN", "x"));

      assertThatThrownBy(builder::build)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("bad option:");
      assertThat(platform.client().training().all()).isEmpty();
    }
  }
}
