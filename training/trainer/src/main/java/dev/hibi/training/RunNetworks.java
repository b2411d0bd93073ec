package dev.hibi.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.model.engine.InferenceNetwork;
import dev.hibi.model.engine.PyTorch;
import dev.hibi.model.engine.TrainableNetwork;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.PatchGrid;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.network.Precision;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Opens what a run computes with, or a stage of it.
 *
 * @param views of each training image that the features are computed of
 * @param known what of the network tells which images the model knows; empty if nothing does
 */
record RunNetworks(
    FitConfig config,
    ClassLabels labels,
    List<Device> devices,
    int views,
    List<PooledLayer> known) {

  /** Of a whole run, on images as they are. */
  RunNetworks(FitConfig config, ClassLabels labels, List<Device> devices) {
    this(
        config,
        labels,
        devices,
        1,
        config.mode() == TrainingMode.FEATURES ? PooledLayer.known(config.features()) : List.of());
  }

  /** Where all is computed but the steps that several share. */
  Device device() {
    return devices.get(0);
  }

  /**
   * What a run computes in on a device, if nobody says what: bf16 where it is fastest, or fp32. On
   * a CPU steps on small images are not: oneDNN takes some ten times as long for the gradients of
   * weights where layer4's maps are less than 3 pixels wide.
   */
  static Precision precision(FitConfig config, Device device) {
    boolean small = config.imageSpec().size() <= 64;
    boolean steps = config.mode() != TrainingMode.FEATURES && config.mode() != TrainingMode.NORMAL;
    boolean slow = small && steps && !device.isGpu();
    return PyTorch.fastestPrecision(device) == Precision.BFLOAT16 && !slow
        ? Precision.BFLOAT16
        : Precision.FLOAT32;
  }

  /** All weights, as training begins from them. */
  StateDict initialWeights() throws IOException {
    return config.weights().isPresent()
        ? NetworkWeights.load(
            config.weights().get(),
            network(),
            config.backbone().network(labels.size()),
            config.seed())
        : NetworkWeights.random(network(), config.seed());
  }

  /** The whole network. */
  NetworkDefinition network() {
    return config.normal().isPresent()
        ? config.backbone().network(patches())
        : config.backbone().network(labels.size(), config.features());
  }

  /** Which patches mode {@code normal} looks at. */
  PatchGrid patches() {
    return config.normal().orElseThrow().grid().withRows(0);
  }

  /** What the network sees of a data set. */
  Samples samples(LabeledDataset data, RunSettings.Images of, StateDict initial, FeatureCache cache)
      throws IOException {
    if (config.frozen().isPresent()) {
      return activations(config.frozen().get()).samples(data, of, initial, cache);
    }
    if (config.mode() != TrainingMode.FEATURES) {
      return new ImageSamples(
          data.dataset(),
          TrainingOrder.of(
              config.balanced(),
              config.step().samples(config.batchSize()),
              config.seed(),
              data.size(),
              index -> data.images().label(index)),
          config.batchSize());
    }
    return known.isEmpty() || !data.isTraining()
        ? cache.views(data, of, views, () -> backbone(initial, List.of()))
        : cache.withKnown(data, of, network().head().in(), known, () -> backbone(initial, known));
  }

  private FeatureCache.Backbone backbone(StateDict initial, List<PooledLayer> beside)
      throws IOException {
    NetworkDefinition whole = config.backbone().network(labels.size(), config.features(), beside);
    InferenceNetwork network = answering(whole, initial);
    return FeatureCache.Backbone.of(
        network, images -> NDArrays.concat(network.allFeatures(images), 1));
  }

  /** A network that only answers, as the run computes. */
  InferenceNetwork answering(NetworkDefinition network, StateDict weights) throws IOException {
    return InferenceNetwork.of(
        network,
        weights,
        config.imageSpec().size(),
        device(),
        config.precision().orElse(Precision.FLOAT32));
  }

  private FrozenActivations activations(FrozenPrefix prefix) {
    return new FrozenActivations(this, prefix);
  }

  /**
   * What is computed once of each image: features, or the results of a frozen prefix.
   *
   * @param directory of the run
   */
  FeatureCache cache(Path directory, RunSettings settings, FitListener listener, StopSignal stop) {
    if (config.frozen().isEmpty()) {
      Path features = directory.resolve("features");
      return new FeatureCache(features, settings, listener, stop, FeatureCache.BLOCK);
    }
    long row = activations(config.frozen().get()).rowBytes();
    return new FeatureCache(
        directory.resolve("activations"), settings, listener, stop, FeatureCache.blockOf(row));
  }

  /**
   * Refuses results of a frozen prefix that would be more than is allowed.
   *
   * @throws IOException if so
   */
  void requireRoom(List<LabeledDataset> data) throws IOException {
    if (config.frozen().isPresent()) {
      activations(config.frozen().get()).requireRoom(data);
    }
  }

  /** What learns: all, what a frozen prefix leaves, or the head. */
  NetworkDefinition learning() {
    return RunSettings.Network.learning(network(), config.mode(), config.frozen());
  }

  /** Edge in pixels of what a step is given. */
  int edge() {
    return config
        .frozen()
        .map(prefix -> activations(prefix).edge())
        .orElse(config.imageSpec().size());
  }

  /** Inputs of a step that are all 0. */
  NDArray zeros(NDManager manager, int samples) {
    if (config.frozen().isPresent()) {
      return activations(config.frozen().get()).zeros(manager, samples);
    }
    int edge = config.imageSpec().size();
    return manager.zeros(new Shape(samples, ImageSpec.CHANNELS, edge, edge));
  }

  /** What becomes of features before the head sees them, by those of the training data. */
  Standardization standardization(Samples training) {
    return config.standardized() ? Standardization.of(training) : Standardization.NONE;
  }

  /** The network with what the checkpoint says of it, or at its beginning. */
  TrainableNetwork open(StateDict initial, Optional<Checkpoint> checkpoint) throws IOException {
    StateDict weights = initial.with(checkpoint.map(Checkpoint::weights).orElse(initial));
    TrainableNetwork.Builder builder =
        TrainableNetwork.builder(learning(), weights, config.optimizer())
            .freezeBatchNorm(config.freezeBatchNorm())
            .precision(config.precision().orElse(Precision.FLOAT32))
            .step(config.step())
            .devices(devices);
    checkpoint.map(Checkpoint::optimizerState).ifPresent(builder::optimizerState);
    return builder.open();
  }
}
