package dev.hibi.training;

import ai.djl.ndarray.NDManager;
import dev.hibi.WholeFiles;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Small runs on toys, 10 steps an epoch, and what ends them. */
final class Runs {
  private final NDManager manager;
  private final Path directory;

  Runs(NDManager manager, Path directory) {
    this.manager = manager;
    this.directory = directory;
  }

  static FitConfig.Builder scratch() {
    return FitConfig.builder(Backbone.RESNET10_W16)
        .imageSpec(Toy.SPEC)
        .epochs(2)
        .batchSize(8)
        .learningRate(0.001);
  }

  /** What a run on some images would have, trained and tested on the same. */
  static RunSettings settings(Toy.Images images, int batchSize) throws IOException {
    RunSettings.Images part = new RunSettings.Images(images.summary(), images.preparation());
    return AskedSettings.of(
        scratch().batchSize(batchSize).build(),
        new RunSettings.Data(Toy.LABELS, part, part),
        new RunSettings.Environment("cpu", 1, Map.of()));
  }

  /** Two epochs of a mode, from random weights where it takes some. */
  FitConfig config(TrainingMode mode) throws IOException {
    FitConfig.Builder config = scratch().mode(mode);
    if (mode == TrainingMode.STAGED) {
      config.stages(Stages.of(1, 0, 1));
    }
    return (mode == TrainingMode.SCRATCH ? config : config.weights(weights())).build();
  }

  private Path weights() throws IOException {
    Path file = directory.resolve("weights.safetensors");
    WholeFiles.writeFile(
        file,
        out ->
            Safetensors.write(
                out, NetworkWeights.random(Backbone.RESNET10_W16.network(2), 5), Map.of()));
    return file;
  }

  TrainingRun.Builder run(FitConfig config, String name) {
    return TrainingRun.builder(
        config, Toy.data(manager, 80, 1), Toy.data(manager, 40, 2), directory.resolve(name));
  }

  Path model(String name) {
    return directory.resolve(name).resolve("model/model.safetensors");
  }

  /** Names in a folder that do not begin with a dot, sorted. */
  static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  /** Ends the run as if its process were killed after a step. */
  static FitListener powerFailure(long last) {
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

  /** Notes of which data all features were computed, and of how many. */
  static final class Extractions implements FitListener {
    final List<String> whole = new ArrayList<>();

    @Override
    public void onFeatures(String data, long done, long total) {
      if (done == total) {
        whole.add(data + " " + total);
      }
    }
  }

  /** Notes where runs begin and what they warn of. */
  static final class Log implements FitListener {
    final List<Long> begun = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();

    @Override
    public void onStart(RunStart start) {
      begun.add(start.step());
    }

    @Override
    public void onWarning(String message) {
      warnings.add(message);
    }
  }
}
