package dev.hibi.training;

import ai.djl.Device;
import dev.hibi.ClassLabels;
import dev.hibi.model.network.StepSpec;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The stages of a run, each as a run of its own would be; one that has none is one stage.
 *
 * <p>What a stage learns is a part of what the next one does. So the weights that a checkpoint
 * holds, with those that the run began from, are the whole network's in each of them.
 *
 * @param all at least one
 */
record RunStages(FitConfig config, List<Stage> all) {
  /** Copies the list. */
  RunStages {
    all = List.copyOf(all);
  }

  /**
   * Epochs that train the same part in the same way.
   *
   * @param begin number of epochs before it
   */
  record Stage(int begin, RunNetworks networks) {
    FitConfig config() {
      return networks.config();
    }

    /** Number of epochs up to its end. */
    int end() {
      return begin + config().epochs();
    }

    /** What a network that ended it with this checkpoint answered with. */
    StateDict answering(Checkpoint ended) {
      StepSpec step = config().step();
      return step.averages()
          ? step.average(networks.learning(), ended.weights(), ended.optimizerState())
          : ended.weights();
    }
  }

  /** Those of a config. */
  static RunStages of(FitConfig config, ClassLabels labels, List<Device> devices)
      throws IOException {
    List<Stage> stages = new ArrayList<>();
    if (config.stages().isEmpty()) {
      stages.add(new Stage(0, new RunNetworks(config, labels, devices)));
    } else {
      FrozenPrefix cut = config.frozen().orElseThrow();
      for (Stages.Stage stage : config.stages().get().list(cut)) {
        RunNetworks networks =
            new RunNetworks(
                RunConfig.during(config, stage), labels, devices, cut.views(), List.of());
        stages.add(new Stage(stage.firstEpoch() - 1, networks));
      }
    }
    return new RunStages(config, stages);
  }

  /** The last one, whose steps need the most memory. */
  Stage last() {
    return all.get(all.size() - 1);
  }

  /** The one that an epoch is of, from 1; of one beyond the end the last. */
  Stage of(int epoch) {
    return all.stream().filter(stage -> epoch <= stage.end()).findFirst().orElse(last());
  }

  /** Those before the last that are not passed at a checkpoint: from the one that it is of on. */
  List<Stage> beforeLast(Optional<Checkpoint> checkpoint) {
    int epoch = checkpoint.map(at -> at.state().epochOfWeights()).orElse(1);
    return all.subList(all.indexOf(of(epoch)), all.size() - 1);
  }
}
