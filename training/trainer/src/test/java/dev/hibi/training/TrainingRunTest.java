package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.TrainingDivergedException;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.ClassLabels;
import dev.hibi.Preparation;
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
    FitListener power = Runs.powerFailure(17);
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
    FitListener power = Runs.powerFailure(27);
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
    FitListener power = Runs.powerFailure(3);
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
    FitListener power = Runs.powerFailure(13);
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
    Path weights = randomWeights(Backbone.RESNET10_W16);
    FitConfig config =
        FitConfig.builder(Backbone.RESNET10_W16).weights(weights).imageSpec(Toy.SPEC).build();
    Runs.Extractions listener = new Runs.Extractions();

    run(config, "run").listener(listener).build().fit();
    run(config, "run").listener(listener).resume(true).build().fit();

    assertThat(listener.whole).containsExactly("training 80", "test 40");
  }

  @Test
  void aFrozenBatchNormKeepsItsStatistics() throws IOException {
    Path weights = randomWeights(Backbone.RESNET10_W16);
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
  void whatSomebodyPutBesideTheCheckpointsDoesNoHarm() throws IOException {
    Path checkpoints = Files.createDirectories(directory.resolve("run/checkpoints"));
    for (String name : List.of("epoch-0001.bak", "epoch-99999999999", "epoch-x")) {
      Files.createDirectory(checkpoints.resolve(name));
    }

    assertThat(new CheckpointFolder(checkpoints, new FitListener() {}).latest()).isEmpty();
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
            "checkpoint of another run: batchSize: expected 8, found 4; seed: expected 0, found 9;"
                + " can be accepted: batchSize, seed (%s)",
            directory.resolve("run/checkpoints"));
  }

  @Test
  void theSameImagesPreparedOtherwiseAreNotResumedOn() throws IOException {
    FitConfig config = scratch().epochs(1).build();
    Toy.Images test = Toy.data(manager, 40, 2);
    Toy.Images train = Toy.data(manager, 80, 1);
    TrainingRun.builder(config, train, test, directory.resolve("run")).build().fit();
    Toy.Images augmented =
        train.preparation(
            new Preparation(
                Toy.SPEC,
                List.of(new Preparation.Augmentation("crop", Map.of("share", 0.875))),
                "turbo",
                3));

    TrainingRun other =
        TrainingRun.builder(config, augmented, test, directory.resolve("run")).resume(true).build();

    assertThatThrownBy(other::fit)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "checkpoint of another run: augmentations: expected none, found crop{share=0.875};"
                + " augmentationSeed: expected 0, found 3; jpegDecoder: expected any, found turbo;"
                + " can be accepted: augmentations, augmentationSeed, jpegDecoder (%s)",
            directory.resolve("run/checkpoints"));
  }

  @Test
  void otherDataAndClassesInAnotherOrderAreNotResumedOn() throws IOException {
    FitConfig config = scratch().epochs(1).build();
    run(config, "run").build().fit();
    ClassLabels turned = ClassLabels.of("P", "N");

    TrainingRun other =
        TrainingRun.builder(
                config,
                Toy.data(manager, 16, 3).labels(turned),
                Toy.data(manager, 40, 2).labels(turned),
                directory.resolve("run"))
            .resume(true)
            .build();

    assertThatThrownBy(other::fit)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "checkpoint of another run: labels: expected [N, P], found [P, N]; training data:"
                + " expected 80 samples {N=40, P=40} toy-80-1, found 16 samples {N=8, P=8}"
                + " toy-16-3; can be accepted: trainingData; cannot be accepted: labels (%s)",
            directory.resolve("run/checkpoints"));
  }

  @Test
  void aCheckpointOfFormat1IsRefused() throws IOException {
    run(scratch().epochs(1).build(), "run").build().fit();
    Path state = directory.resolve("run/checkpoints/epoch-0001/state.json");
    Files.writeString(
        state,
        """
        {
          "format": 1,
          "epoch": 1,
          "step": 10,
          "provenance": {"started": "2026-01-02T03:04:05Z", "configuration": {"seed": "0"}},
          "history": []
        }
        """);

    assertThatThrownBy(() -> run(scratch().epochs(1).build(), "run").resume(true).build().fit())
        .isInstanceOf(IOException.class)
        .hasMessage("unsupported checkpoint: expected format 3, found 1 (%s)", state);
  }

  @Test
  void modelRecordAndCheckpointHoldTheSameSettings() throws IOException {
    RunStart[] heard = new RunStart[1];
    FitListener listener =
        new FitListener() {
          @Override
          public void onStart(RunStart start) {
            heard[0] = start;
          }
        };
    FitConfig config = scratch().epochs(1).build();

    TrainingResult result = run(config, "run").listener(listener).build().fit();

    RunSettings settings = heard[0].settings();
    assertThat(settings.recipe().batchSize()).isEqualTo(8);
    assertThat(settings.data().labels()).isEqualTo(Toy.LABELS);
    assertThat(settings.data().training().summary().samples()).isEqualTo(80);
    assertThat(settings.environment().device()).isEqualTo("cpu");
    assertThat(settings.environment().computeThreads()).isPositive();
    assertThat(settings.environment().versions()).containsKeys("hibi", "djl", "pytorch", "java");
    assertThat(result.description().provenance().settings()).isEqualTo(settings.toJson());
    for (String file : List.of("run.json", "checkpoints/epoch-0001/state.json")) {
      JsonObject json =
          JsonParser.parseString(Files.readString(directory.resolve("run").resolve(file)))
              .getAsJsonObject();
      assertThat(json.get("started").getAsString()).isEqualTo(heard[0].started());
      assertThat(json.get("settings").toString()).isEqualTo(settings.toJson());
    }
  }

  @Test
  void aListenerIsToldWhatWasDoneBefore() throws IOException {
    List<RunStart> heard = new ArrayList<>();
    FitListener listener =
        new FitListener() {
          @Override
          public void onStart(RunStart start) {
            heard.add(start);
          }
        };
    FitConfig config = scratch().epochs(2).build();
    FitListener power = Runs.powerFailure(17);
    assertThatThrownBy(() -> run(config, "run").listener(listener).listener(power).build().fit())
        .hasMessage("power failure");
    run(config, "run").listener(listener).resume(true).build().fit();

    assertThat(heard).extracting(RunStart::epoch).containsExactly(1, 2);
    assertThat(heard).extracting(RunStart::step).containsExactly(0L, 10L);
    assertThat(heard).extracting(RunStart::stepsPerEpoch).containsExactly(10L, 10L);
    assertThat(heard).extracting(RunStart::isResumed).containsExactly(false, true);
    assertThat(heard.get(1).history()).hasSize(1);
    assertThat(heard.get(1).started()).isEqualTo(heard.get(0).started());
  }

  @Test
  void oneClassIsNotEnough() throws IOException {
    Toy.Images both = Toy.data(manager, 80, 1);
    Toy.Images one = both.labels(ClassLabels.of("P"));
    TrainingRun run =
        TrainingRun.builder(scratch().build(), one, both, directory.resolve("run")).build();

    assertThatThrownBy(run::fit)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("one class only: expected at least 2 in the training data, found [P]");
  }

  @Test
  void aTestClassThatTrainingLackedIsRefused() throws IOException {
    Toy.Images train = Toy.data(manager, 80, 1);
    Toy.Images test = train.labels(ClassLabels.of("N", "P", "X"));
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
    return FitConfig.builder(Backbone.RESNET10_W16)
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
}
