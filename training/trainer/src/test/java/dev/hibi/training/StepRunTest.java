package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.TrainingDivergedException;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.model.Backbone;
import dev.hibi.model.engine.TrainableNetwork;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.Precision;
import dev.hibi.model.network.StepSpec;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a step adds, in whole runs. */
final class StepRunTest extends RunFixture {

  private static final StepSpec ALL =
      StepSpec.builder()
          .labelSmoothing(0.1)
          .mixup(0.4)
          .cutmix(1)
          .clipNorm(1)
          .ema(0.9)
          .accumulate(2)
          .decayOnNorm(false)
          .build();

  @Test
  void aKilledRunWithAllOfItGoesOnToTheBit() throws IOException {
    for (Precision precision : List.of(Precision.FLOAT32, Precision.BFLOAT16)) {
      FitConfig config =
          Runs.scratch()
              .optimizer(OptimizerSpec.adamW())
              .precision(precision)
              .step(ALL)
              .balanceClasses(true)
              .build();
      String whole = "whole-" + precision;
      String killed = "killed-" + precision;
      runs.run(config, whole).build().fit();
      assertThatThrownBy(
              () ->
                  runs.run(config, killed)
                      .checkpointEverySteps(1)
                      .listener(Runs.powerFailure(7))
                      .build()
                      .fit())
          .hasMessage("power failure");

      runs.run(config, killed).resume(true).build().fit();

      assertThat(runs.model(killed)).hasSameBinaryContentAs(runs.model(whole));
    }
  }

  @Test
  void theModelHasTheAverageAndTheCheckpointBoth() throws IOException {
    FitConfig config = Runs.scratch().step(StepSpec.builder().ema(0.9).build()).build();
    List<StateDict> learned = new ArrayList<>();

    TrainingResult result =
        runs.run(config, "run")
            .listener(
                new FitListener() {
                  @Override
                  public boolean watchesParameters() {
                    return true;
                  }

                  @Override
                  public void onParameters(EpochMetrics metrics, StateDict weights, StateDict of) {
                    learned.add(weights);
                  }
                })
            .build()
            .fit();

    StateDict model = Safetensors.read(runs.model("run"));
    StateDict state =
        Safetensors.read(directory.resolve("run/checkpoints/epoch-0002/optimizer.safetensors"));
    assertThat(model.get("fc.weight").bytes()).isEqualTo(state.get("ema.fc.weight").bytes());
    assertThat(model.get("fc.weight").bytes())
        .isNotEqualTo(learned.get(1).get("fc.weight").bytes());
    assertThat(result.evaluation().samples()).isEqualTo(40);
  }

  @Test
  void classesAreBalancedByTheTrainingData() throws IOException {
    FitConfig config = Runs.scratch().epochs(1).balanceClasses(true).build();
    Toy.Images train = Toy.data(manager, 81, 1);

    TrainingRun.builder(config, train, Toy.data(manager, 8, 2), directory.resolve("run"))
        .build()
        .fit();

    JsonObject step = settings("run").getAsJsonObject("step");
    assertThat(step.getAsJsonArray("classWeights").asList())
        .extracting(weight -> weight.getAsDouble())
        .containsExactly(81 / (2 * 41.0), 81 / (2 * 40.0));
  }

  @Test
  void accumulationMakesStepsOfSeveralBatches() throws IOException {
    FitConfig config = Runs.scratch().step(StepSpec.builder().accumulate(4).build()).build();

    TrainingResult result = runs.run(config, "run").build().fit();

    assertThat(result.history()).extracting(EpochMetrics::step).containsExactly(3L, 6L);
  }

  @Test
  void thePrecisionOfTheDeviceIsRecordedAndKeptByARunThatGoesOn() throws IOException {
    Precision fastest = RunNetworks.precision(Runs.scratch().epochs(1).build(), Device.cpu());
    runs.run(Runs.scratch().epochs(1).build(), "auto").build().fit();
    assertThat(settings("auto").get("precision").getAsString())
        .isEqualTo(fastest == Precision.BFLOAT16 ? "bfloat16" : "float32");

    Precision other = fastest == Precision.BFLOAT16 ? Precision.FLOAT32 : Precision.BFLOAT16;
    FitConfig.Builder constant =
        Runs.scratch().schedule(new LearningRateSchedule.Constant()).epochs(1);
    runs.run(constant.precision(other).build(), "run").build().fit();
    FitConfig auto = Runs.scratch().schedule(new LearningRateSchedule.Constant()).epochs(2).build();
    runs.run(auto, "run").resume(true).build().fit();

    assertThat(settings("run").get("precision").getAsString())
        .isEqualTo(other == Precision.BFLOAT16 ? "bfloat16" : "float32");
    assertThatThrownBy(
            () ->
                runs.run(auto.toBuilder().precision(fastest).epochs(3).build(), "run")
                    .resume(true)
                    .build()
                    .fit())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("; can be accepted: precision (");
    runs.run(auto.toBuilder().precision(fastest).epochs(3).build(), "run")
        .resume(true)
        .accept(Set.of("precision"))
        .build()
        .fit();
  }

  @Test
  void twoDevicesWithFrozenBatchNormAreOneWithTheWholeBatchButForRounding() throws IOException {
    FitConfig config =
        Runs.scratch().epochs(1).freezeBatchNorm(true).precision(Precision.FLOAT32).build();
    TrainingResult one = runs.run(config, "one").build().fit();

    TrainingResult two =
        runs.run(config, "two").devices(List.of(Device.cpu(), Device.cpu())).build().fit();

    assertThat(settings("two").get("device").getAsString()).isEqualTo("cpu,cpu");
    assertThat(two.evaluation().loss()).isCloseTo(one.evaluation().loss(), within(1e-3));
    StateDict expected = Safetensors.read(runs.model("one"));
    StateDict found = Safetensors.read(runs.model("two"));
    for (String name : List.of("conv1.weight", "layer4.0.conv2.weight", "fc.weight", "fc.bias")) {
      assertThat(found.get(name).toFloatArray())
          .as(name)
          .containsExactly(expected.get(name).toFloatArray(), within(1e-3f));
    }
  }

  /** As on a GPU, where reading a loss waits for the device. */
  @Test
  void lossesThatAreReadTogetherAreTheSameAndADivergedOneIsFound() throws IOException {
    List<String> each = new ArrayList<>();
    List<String> together = new ArrayList<>();
    double expected = epoch(1, 0.001, each).metrics().trainLoss();
    double found = epoch(4, 0.001, together).metrics().trainLoss();

    assertThat(together).isEqualTo(each).hasSize(10);
    assertThat(found).isCloseTo(expected, within(0.0));
    List<String> diverged = new ArrayList<>();
    assertThatThrownBy(() -> epoch(4, 1e30, diverged))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageStartingWith("training diverged: expected a finite loss, found ");
    assertThat(diverged.size()).isLessThanOrEqualTo(4);
  }

  private EpochLoop.Outcome epoch(int readEvery, double rate, List<String> steps)
      throws IOException {
    FitConfig config = Runs.scratch().epochs(1).learningRate(rate).build();
    NetworkDefinition network = Backbone.RESNET10_W16.network(2);
    try (TrainableNetwork learning =
        TrainableNetwork.builder(network, NetworkWeights.random(network, 0), OptimizerSpec.sgd())
            .open()) {
      EpochLoop loop =
          new EpochLoop(
                  config,
                  learning,
                  new ImageSamples(Toy.data(manager, 80, 1), 8, 0),
                  new EpochLoop.Measured("test", new ImageSamples(Toy.data(manager, 16, 2), 8, 0)),
                  Toy.LABELS,
                  new FitListener() {
                    @Override
                    public void onStep(int epoch, long step, long all, double loss, double lr) {
                      steps.add(step + " " + loss);
                    }
                  },
                  List.of(),
                  new StopSignal())
              .readEvery(readEvery);
      return loop.run(EpochPosition.after(0, 0), position -> {});
    }
  }

  private JsonObject settings(String run) throws IOException {
    String json = Files.readString(directory.resolve(run).resolve("run.json"));
    return JsonParser.parseString(json).getAsJsonObject().getAsJsonObject("settings");
  }
}
