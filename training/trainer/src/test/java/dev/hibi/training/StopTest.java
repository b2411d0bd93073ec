package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that are asked to end. */
final class StopTest extends RunFixture {

  /** How a run is ended. */
  enum Way {
    STOP {
      @Override
      void end(TrainingRun run) {
        run.stop();
      }
    },
    INTERRUPT {
      @Override
      void end(TrainingRun run) {
        Thread.currentThread().interrupt();
      }
    };

    abstract void end(TrainingRun run);
  }

  /** Ends its run at a step, and hears what becomes of it. */
  private static final class Ending implements FitListener {
    private final Way way;
    private final long at;
    private final List<Throwable> failures = new ArrayList<>();
    private final List<TrainingRun> run = new ArrayList<>();

    Ending(Way way, long at) {
      this.way = way;
      this.at = at;
    }

    @Override
    public void onStep(int epoch, long step, long steps, double loss, double rate) {
      if (step == at) {
        way.end(run.get(0));
      }
    }

    @Override
    public void onFeatures(String data, long done, long total) {
      if (at == 0 && data.equals("test") && done > 0) {
        way.end(run.get(0));
      }
    }

    @Override
    public void onFailure(Throwable failure) {
      failures.add(failure);
    }
  }

  private Ending end(FitConfig config, Way way, long step) {
    Ending ending = new Ending(way, step);
    TrainingRun run = runs.run(config, "run").listener(ending).build();
    ending.run.add(run);
    assertThatThrownBy(run::fit)
        .isInstanceOf(InterruptedRunException.class)
        .satisfies(failure -> assertThat(ending.failures).containsExactly(failure));
    assertThat(Thread.interrupted()).isEqualTo(way == Way.INTERRUPT);
    return ending;
  }

  @ParameterizedTest
  @EnumSource
  void aRunEndsAfterTheStepThatItIsAtWithACheckpoint(Way way) throws IOException {
    FitConfig config = Runs.scratch().build();
    runs.run(config, "whole").build().fit();

    Ending ending = end(config, way, 13);

    assertThat(ending.failures.get(0))
        .hasMessage(
            "run interrupted: expected 2 epochs, found 1 and step 13 (%s; resumed, it goes on)",
            directory.resolve("run"));
    assertThat(Runs.names(directory.resolve("run/checkpoints")))
        .containsExactly("epoch-0001", "epoch-0001-step-000013");
    assertThat(Files.readString(directory.resolve("run/run.json")))
        .contains("\"status\": \"interrupted\",\n  \"epochs\": 1,\n  \"step\": 13\n");
    runs.run(config, "run").resume(true).build().fit();
    assertThat(runs.model("run")).hasSameBinaryContentAs(runs.model("whole"));
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatIsAskedToEndAfterAnEpochsLastStepDoesNotTestFirst(Way way) throws IOException {
    FitConfig config = Runs.scratch().build();
    runs.run(config, "whole").build().fit();

    end(config, way, 10);

    assertThat(Runs.names(directory.resolve("run/checkpoints")))
        .containsExactly("epoch-0000-step-000010");
    runs.run(config, "run").resume(true).build().fit();
    assertThat(runs.model("run")).hasSameBinaryContentAs(runs.model("whole"));
    assertThat(Files.readAllLines(directory.resolve("run/metrics.jsonl"))).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void featuresThatAreBeingComputedAreLeftForTheNextTime(Way way) throws IOException {
    FitConfig config = runs.config(TrainingMode.FEATURES);

    end(config, way, 0);

    assertThat(Runs.names(directory.resolve("run"))).containsExactly("features", "run.json");
    assertThat(Runs.names(directory.resolve("run/features/training")))
        .containsExactly("000000.safetensors", "SHA256SUMS");
    assertThat(Files.readString(directory.resolve("run/run.json")))
        .contains("\"status\": \"interrupted\"");
    runs.run(config, "run").build().fit();
    assertThat(runs.model("run")).exists();
  }

  @Test
  void aRunThatIsStoppedBeforeItBeginsTrainsNothing() throws IOException {
    TrainingRun run = runs.run(Runs.scratch().build(), "run").build();
    run.stop();

    assertThatThrownBy(run::fit)
        .isInstanceOf(InterruptedRunException.class)
        .hasMessage(
            "run interrupted: expected 2 epochs, found 0 and step 0 (%s; resumed, it goes on)",
            directory.resolve("run"));
    assertThat(directory.resolve("run/checkpoints")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatIsAskedToEndWhenAllEpochsAreDoneFinishes(Way way) throws IOException {
    TrainingRun[] run = new TrainingRun[1];
    FitListener late =
        new FitListener() {
          @Override
          public void onEpoch(EpochMetrics metrics, Evaluation evaluation) {
            way.end(run[0]);
          }
        };
    run[0] = runs.run(Runs.scratch().epochs(1).build(), "run").listener(late).build();

    assertThat(run[0].fit().model()).isDirectory();
    assertThat(Thread.interrupted()).isEqualTo(way == Way.INTERRUPT);
  }

  @Test
  void anErrorOfTheVirtualMachineIsRecordedAndToldAsAnyFailure() throws IOException {
    List<Throwable> failures = new ArrayList<>();
    FitListener hungry =
        new FitListener() {
          @Override
          public void onStep(int epoch, long step, long steps, double loss, double rate) {
            throw new OutOfMemoryError("Java heap space");
          }

          @Override
          public void onFailure(Throwable failure) {
            failures.add(failure);
          }
        };
    TrainingRun run = runs.run(Runs.scratch().build(), "run").listener(hungry).build();

    assertThatThrownBy(run::fit).isInstanceOf(OutOfMemoryError.class);

    assertThat(failures).singleElement().isInstanceOf(OutOfMemoryError.class);
    assertThat(Files.readString(directory.resolve("run/run.json")))
        .contains("\"status\": \"failed\"", "\"failure\": \"OutOfMemoryError: Java heap space\"");
  }
}
