package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.TrainingDivergedException;
import ai.djl.ndarray.NDManager;
import dev.hibi.ClassLabels;
import dev.hibi.WholeFiles;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingRunTest {
  private final NDManager manager = NDManager.newBaseManager();

  @TempDir Path directory;

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void scratchTrainingLearnsToTellLinesFromNoise() throws IOException {
    TrainingResult result = run(scratch().epochs(4).build(), "run").build().fit();

    assertThat(result.evaluation().samples()).isEqualTo(40);
    assertThat(result.evaluation().accuracy()).isGreaterThanOrEqualTo(0.95);
    assertThat(result.history()).hasSize(4);
    assertThat(result.history().get(3).step()).isEqualTo(4 * 10);
  }

  @Test
  void aRunThatWasStoppedInMidEpochEndsWithTheSameWeightsToTheBit() throws IOException {
    FitConfig config = scratch().epochs(3).build();
    run(config, "whole").build().fit();
    FitListener power = stopAtStep(17);
    assertThatThrownBy(() -> run(config, "stopped").listener(power).build().fit())
        .hasMessage("power failure");

    run(config, "stopped").resume(true).build().fit();

    assertThat(directory.resolve("stopped/model/model.safetensors"))
        .hasSameBinaryContentAs(directory.resolve("whole/model/model.safetensors"));
    assertThat(directory.resolve("stopped/model/model.pt"))
        .hasSameBinaryContentAs(directory.resolve("whole/model/model.pt"));
  }

  @Test
  void aCheckpointThatCannotBeReadIsPassedOverForTheOneBeforeIt() throws IOException {
    FitConfig config = scratch().epochs(3).build();
    run(config, "whole").build().fit();
    FitListener power = stopAtStep(27);
    assertThatThrownBy(() -> run(config, "stopped").listener(power).build().fit())
        .hasMessage("power failure");
    Files.write(
        directory.resolve("stopped/checkpoints/epoch-0002/weights.safetensors"), new byte[7]);

    run(config, "stopped").resume(true).build().fit();

    assertThat(directory.resolve("stopped/model/model.safetensors"))
        .hasSameBinaryContentAs(directory.resolve("whole/model/model.safetensors"));
  }

  @Test
  void theRecordSaysWhyARunFailed() throws IOException {
    FitListener power = stopAtStep(3);
    assertThatThrownBy(() -> run(scratch().build(), "run").listener(power).build().fit())
        .hasMessage("power failure");

    assertThat(directory.resolve("run/run.json"))
        .content()
        .contains("\"status\": \"failed\"", "\"failure\": \"power failure\"");
  }

  @Test
  void sgdWithAMultiStepScheduleResumesToTheBitToo() throws IOException {
    FitConfig config =
        scratch()
            .epochs(2)
            .learningRate(0.01)
            .optimizer(OptimizerSpec.sgd())
            .schedule(new LearningRateSchedule.MultiStep(List.of(1), 0.1))
            .build();
    run(config, "whole").build().fit();
    FitListener power = stopAtStep(13);
    assertThatThrownBy(() -> run(config, "stopped").listener(power).build().fit())
        .hasMessage("power failure");

    run(config, "stopped").resume(true).build().fit();

    assertThat(directory.resolve("stopped/model/model.safetensors"))
        .hasSameBinaryContentAs(directory.resolve("whole/model/model.safetensors"));
  }

  @Test
  void featuresModeLearnsTheHeadAndLeavesTheBackboneAsItWas() throws IOException {
    Path weights = randomWeights(Backbone.RESNET18);
    FitConfig config =
        FitConfig.builder(Backbone.RESNET18)
            .weights(weights)
            .imageSpec(Toy.SPEC)
            .epochs(20)
            .batchSize(8)
            .build();

    TrainingResult result = run(config, "run").build().fit();

    assertThat(config.mode()).isEqualTo(TrainingMode.FEATURES);
    assertThat(result.evaluation().accuracy()).isGreaterThanOrEqualTo(0.9);
    Map<String, ?> before = Safetensors.read(weights).asMap();
    Map<String, ?> after = Safetensors.read(result.model().resolve("model.safetensors")).asMap();
    assertThat(after.keySet()).isEqualTo(before.keySet());
    for (String name : before.keySet()) {
      boolean same =
          Safetensors.read(weights)
              .get(name)
              .bytes()
              .equals(
                  Safetensors.read(result.model().resolve("model.safetensors")).get(name).bytes());
      assertThat(same).as(name).isEqualTo(!name.startsWith("fc."));
    }
  }

  @Test
  void featuresAreComputedOnce() throws IOException {
    Path weights = randomWeights(Backbone.RESNET18);
    FitConfig config =
        FitConfig.builder(Backbone.RESNET18).weights(weights).imageSpec(Toy.SPEC).build();
    List<String> computed = new ArrayList<>();
    FitListener listener =
        new FitListener() {
          @Override
          public void onFeatures(String data, long done, long total) {
            if (done == total) {
              computed.add(data + " " + total);
            }
          }
        };

    run(config, "run").listener(listener).build().fit();
    run(config, "run").listener(listener).resume(true).build().fit();

    assertThat(computed).containsExactly("training 80", "test 40");
  }

  @Test
  void aFrozenBatchNormKeepsItsStatistics() throws IOException {
    Path weights = randomWeights(Backbone.RESNET18);
    FitConfig config = scratch().mode(TrainingMode.FINETUNE).weights(weights).epochs(1).build();

    TrainingResult result = run(config, "run").build().fit();

    assertThat(config.freezeBatchNorm()).isTrue();
    var trained = Safetensors.read(result.model().resolve("model.safetensors"));
    assertThat(trained.get("bn1.running_mean").toFloatArray()).containsOnly(0f);
    assertThat(trained.get("bn1.num_batches_tracked").toLong()).isZero();
    assertThat(trained.get("bn1.bias").toFloatArray()).isNotEqualTo(new float[64]);
  }

  @Test
  void aLearningBatchNormMovesItsStatistics() throws IOException {
    TrainingResult result = run(scratch().epochs(1).build(), "run").build().fit();

    var trained = Safetensors.read(result.model().resolve("model.safetensors"));
    assertThat(trained.get("bn1.num_batches_tracked").toLong()).isEqualTo(10);
    assertThat(trained.get("bn1.running_mean").toFloatArray()).isNotEqualTo(new float[64]);
  }

  @Test
  void anOutputWithACheckpointIsRefusedWithoutResume() throws IOException {
    run(scratch().epochs(1).build(), "run").build().fit();

    assertThatThrownBy(() -> run(scratch().epochs(1).build(), "run").build().fit())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "output in use: expected a directory without checkpoints, or to resume, found a"
                + " checkpoint of epoch 1 (%s)",
            directory.resolve("run/checkpoints"));
  }

  @Test
  void aRunOfOtherSettingsIsNotResumed() throws IOException {
    run(scratch().epochs(1).build(), "run").build().fit();
    FitConfig other = scratch().epochs(1).batchSize(4).seed(9).build();

    assertThatThrownBy(() -> run(other, "run").resume(true).build().fit())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "checkpoint of another run: batchSize: expected 8, found 4; seed: expected 0, found 9"
                + " (%s)",
            directory.resolve("run/checkpoints"));
  }

  @Test
  void oneClassIsNotEnough() throws IOException {
    LabeledData both = Toy.data(manager, 80, 1);
    LabeledData one = new LabeledData(both.dataset(), ClassLabels.of("P"), both.summary());
    TrainingRun run =
        TrainingRun.builder(scratch().build(), one, both, directory.resolve("run")).build();

    assertThatThrownBy(run::fit)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("one class only: expected at least 2 in the training data, found [P]");
  }

  @Test
  void aTestClassThatTrainingLackedIsRefused() throws IOException {
    LabeledData train = Toy.data(manager, 80, 1);
    LabeledData test =
        new LabeledData(train.dataset(), ClassLabels.of("N", "P", "X"), train.summary());
    TrainingRun run =
        TrainingRun.builder(scratch().build(), train, test, directory.resolve("run")).build();

    assertThatThrownBy(run::fit)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown class in the test data: expected those of the training data [N, P], found"
                + " [X]");
  }

  @Test
  void anInfiniteLossEndsTheRunAndKeepsNoCheckpointOfIt() throws IOException {
    FitConfig config =
        scratch()
            .learningRate(1e30)
            .optimizer(new OptimizerSpec.Sgd(0, 0, false))
            .schedule(new LearningRateSchedule.Constant())
            .build();

    assertThatThrownBy(() -> run(config, "run").build().fit())
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessage("training diverged: expected a finite loss, found NaN (step 2 in epoch 1)");
    assertThat(directory.resolve("run/checkpoints")).doesNotExist();
  }

  private FitConfig.Builder scratch() {
    return FitConfig.builder(Backbone.RESNET18)
        .imageSpec(Toy.SPEC)
        .epochs(2)
        .batchSize(8)
        .learningRate(0.001);
  }

  private TrainingRun.Builder run(FitConfig config, String name) {
    return TrainingRun.builder(
        config, Toy.data(manager, 80, 1), Toy.data(manager, 40, 2), directory.resolve(name));
  }

  private Path randomWeights(Backbone backbone) throws IOException {
    Path file = directory.resolve(backbone.id() + ".safetensors");
    WholeFiles.writeFile(
        file,
        out -> Safetensors.write(out, NetworkWeights.random(backbone.network(2), 5), Map.of()));
    return file;
  }

  private static FitListener stopAtStep(long last) {
    return new FitListener() {
      @Override
      public void onStep(int epoch, long step, long steps, double loss, double rate)
          throws IOException {
        if (step == last) {
          throw new IOException("power failure");
        }
      }
    };
  }
}
