package dev.hibi.training.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.TrainingDivergedException;
import ai.djl.ndarray.NDManager;
import dev.hibi.WholeFiles;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.tensorboard.EventFileReader;
import dev.hibi.training.FitConfig;
import dev.hibi.training.FitListener;
import dev.hibi.training.LearningRateSchedule;
import dev.hibi.training.Toy;
import dev.hibi.training.TrainingMode;
import dev.hibi.training.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs that TensorBoard is told of. */
final class TensorBoardRunTest {
  private final NDManager manager = NDManager.newBaseManager();

  @TempDir Path directory;

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void aRunThatIsWatchedAndResumedEndsWithTheWeightsOfOneThatIsNotToTheBit() throws IOException {
    FitConfig config = scratch().epochs(2).build();
    run(config, "plain").build().fit();
    try (TensorBoardListener events = events("shown")) {
      FitListener power = stopAtStep(14);
      TrainingRun stopped = run(config, "shown").listener(events).listener(power).build();
      assertThatThrownBy(stopped::fit).hasMessage("power failure");
    }
    try (TensorBoardListener events = events("shown")) {
      run(config, "shown").resume(true).listener(events).build().fit();
    }

    assertThat(directory.resolve("shown/model/model.safetensors"))
        .hasSameBinaryContentAs(directory.resolve("plain/model/model.safetensors"));
    assertThat(said("shown"))
        .anyMatch(event -> event.contains("tag=gradients/layer4.1.conv2.weight,"))
        .anyMatch(event -> event.contains("tag=weights/bn1.running_mean,"))
        .anyMatch(event -> event.contains("power failure"))
        .filteredOn(event -> event.startsWith("HParamsEnd"))
        .singleElement()
        .asString()
        .contains("SUCCESS");
  }

  @Test
  void theProjectorShowsWhatTheHeadOfTheFinishedModelSees() throws IOException {
    Path weights = directory.resolve("weights.safetensors");
    WholeFiles.writeFile(
        weights,
        out ->
            Safetensors.write(
                out, NetworkWeights.random(Backbone.RESNET18.network(2), 5), Map.of()));
    FitConfig config = scratch().mode(TrainingMode.FEATURES).weights(weights).build();
    try (TensorBoardListener events = events("run")) {
      run(config, "run").listener(events).build().fit();
    }

    Path projector = directory.resolve("run/embeddings/test/000020");
    float[] features =
        Safetensors.read(directory.resolve("run/features/test.safetensors"))
            .get("features")
            .toFloatArray();
    List<String> lines = Files.readAllLines(projector.resolve("vectors.tsv"));
    assertThat(lines).hasSize(20);
    assertThat(lines.get(1)).startsWith(features[2 * 512] + "\t" + features[2 * 512 + 1] + "\t");
    assertThat(Files.readAllLines(projector.resolve("metadata.tsv")))
        .hasSize(21)
        .startsWith("label\tpredicted\tverdict\tsample")
        .element(1)
        .asString()
        .matches("N\t[NP]\t(right|wrong)\timage 0");
  }

  @Test
  void aRunThatDivergesIsShownUntilItsLastStep() throws IOException {
    FitConfig config =
        scratch()
            .learningRate(1e30)
            .optimizer(new OptimizerSpec.Sgd(0, 0, false))
            .schedule(new LearningRateSchedule.Constant())
            .build();
    try (TensorBoardListener events = events("run")) {
      assertThatThrownBy(() -> run(config, "run").listener(events).build().fit())
          .isInstanceOf(TrainingDivergedException.class);
    }

    assertThat(said("run"))
        .anyMatch(event -> event.contains("step=2, tag=loss_train, value=NaN"))
        .anyMatch(event -> event.contains("expected a finite loss, found NaN"));
  }

  private List<String> said(String name) throws IOException {
    return EventFileReader.read(directory.resolve(name)).stream().map(Object::toString).toList();
  }

  private TensorBoardListener events(String name) {
    return TensorBoardListener.builder(directory.resolve(name))
        .testData(Toy.data(manager, 40, 2))
        .histograms(true)
        .projector(20)
        .build();
  }

  private static FitConfig.Builder scratch() {
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
