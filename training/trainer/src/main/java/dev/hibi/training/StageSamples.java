package dev.hibi.training;

import dev.hibi.model.weights.StateDict;
import java.io.IOException;

/**
 * What a stage of a run sees of the data.
 *
 * @param networks of the stage
 * @param settings of the data sets
 * @param initial weights of the whole network
 * @param cache of what is computed once
 */
record StageSamples(
    RunNetworks networks, RunSettings.Data settings, StateDict initial, FeatureCache cache) {

  /** Those of one of the run's data sets, computed where they are not yet known. */
  Samples of(LabeledDataset data) throws IOException {
    RunSettings.Images images =
        switch (data.name()) {
          case LabeledDataset.TRAINING -> settings.training();
          case LabeledDataset.TEST -> settings.test();
          default -> settings.validation().orElseThrow();
        };
    return networks.samples(data, images, initial, cache);
  }

  /** The same, to be measured. */
  EpochLoop.Measured measured(LabeledDataset data) throws IOException {
    return new EpochLoop.Measured(data.name(), of(data));
  }
}
