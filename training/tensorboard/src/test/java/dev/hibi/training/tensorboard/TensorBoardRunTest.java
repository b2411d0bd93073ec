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
import dev.hibi.tensorboard.RunEvent;
import dev.hibi.training.FitConfig;
import dev.hibi.training.FitListener;
import dev.hibi.training.LearningRateSchedule;
import dev.hibi.training.Toy;
import dev.hibi.training.TrainingMode;
import dev.hibi.training.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
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
        .anyMatch(event -> event.contains("tag=gradients/layer4.0.conv2.weight,"))
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
                out, NetworkWeights.random(Backbone.RESNET10_W16.network(2), 5), Map.of()));
    FitConfig config = scratch().mode(TrainingMode.FEATURES).weights(weights).build();
    try (TensorBoardListener events = events("run")) {
      run(config, "run").listener(events).build().fit();
    }

    Path projector = directory.resolve("run/embeddings/test/000020");
    float[] features =
        Safetensors.read(directory.resolve("run/features/test/000000.safetensors"))
            .get("features")
            .toFloatArray();
    List<String> lines = Files.readAllLines(projector.resolve("vectors.tsv"));
    assertThat(lines).hasSize(20);
    assertThat(lines.get(1)).startsWith(features[2 * 128] + "\t" + features[2 * 128 + 1] + "\t");
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

  /** A moment at which a process is killed: of the disk as it is then, a copy is kept. */
  private abstract static class Kill implements FitListener {
    private Path from = Path.of("");
    private Path to = Path.of("");

    void copy(Path from, Path to) {
      this.from = from;
      this.to = to;
    }

    void die() throws IOException {
      try (Stream<Path> files = Files.walk(from)) {
        for (Path file : files.toList()) {
          Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
      }
      throw new IOException("power failure");
    }

    @Override
    public boolean isEssential() {
      return true;
    }
  }

  private static final class KillBeforeACheckpoint extends Kill {
    private final long at;

    KillBeforeACheckpoint(long at) {
      this.at = at;
    }

    @Override
    public void onCheckpoint(long step) throws IOException {
      if (step == at) {
        die();
      }
    }
  }

  private static final class KillAfterAStep extends Kill {
    private final long at;

    KillAfterAStep(long at) {
      this.at = at;
    }

    @Override
    public void onStep(int epoch, long step, long steps, double loss, double rate)
        throws IOException {
      if (step == at) {
        die();
      }
    }
  }

  @Test
  void noPointIsLostOrDoubledWhereverARunIsKilled() throws IOException {
    FitConfig config = scratch().build();
    try (TensorBoardListener events = events("whole")) {
      run(config, "whole").checkpointEverySteps(4).listener(events).build().fit();
    }
    List<Kill> kills =
        List.of(
            new KillAfterAStep(9), // after a checkpoint within an epoch
            new KillBeforeACheckpoint(10), // the epoch is told, its checkpoint not yet written
            new KillAfterAStep(11), // the epoch's checkpoint is the last thing that was done
            new KillBeforeACheckpoint(20));
    for (int i = 0; i < kills.size(); i++) {
      kills.get(i).copy(directory.resolve("run" + i), directory.resolve("run" + (i + 1)));
      try (TensorBoardListener events = events("run" + i)) {
        TrainingRun killed =
            run(config, "run" + i)
                .resume(true)
                .checkpointEverySteps(4)
                .listener(events)
                .listener(kills.get(i))
                .build();
        assertThatThrownBy(killed::fit).hasMessage("power failure");
      }
    }
    try (TensorBoardListener events = events("run4")) {
      run(config, "run4").resume(true).checkpointEverySteps(4).listener(events).build().fit();
    }

    for (String tag : List.of("loss_train", "loss_valid", "accuracy")) {
      assertThat(points("run4", tag)).as(tag).isEqualTo(points("whole", tag));
    }
  }

  /** The points of a curve as TensorBoard shows them: a new start voids its step and later ones. */
  private List<String> points(String name, String tag) throws IOException {
    TreeMap<Long, List<Float>> points = new TreeMap<>();
    for (RunEvent event : EventFileReader.read(directory.resolve(name))) {
      if (event instanceof RunEvent.SessionStart) {
        points.tailMap(event.step(), true).clear();
      } else if (event instanceof RunEvent.Scalar scalar && scalar.tag().equals(tag)) {
        points.computeIfAbsent(event.step(), step -> new ArrayList<>()).add(scalar.value());
      }
    }
    return points.entrySet().stream().map(Object::toString).toList();
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

  private static FitListener stopAtStep(long last) {
    return new FitListener() {
      @Override
      public void onStep(int epoch, long step, long steps, double loss, double rate)
          throws IOException {
        if (step == last) {
          throw new IOException("power failure");
        }
      }

      @Override
      public boolean isEssential() {
        return true;
      }
    };
  }
}
