package dev.hibi.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.engine.InferenceNetwork;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.network.Precision;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** The results of a frozen prefix: how large they are, and from where. */
final class FrozenActivations {
  private static final double MIB = 1 << 20;

  private final RunNetworks networks;
  private final FrozenPrefix prefix;
  private final NetworkDefinition until;
  private final RowForm form;

  FrozenActivations(RunNetworks networks, FrozenPrefix prefix) {
    this.networks = networks;
    this.prefix = prefix;
    PooledLayer last = new PooledLayer(prefix.trainFrom() - 1, PooledLayer.Pooling.MEAN);
    this.until = networks.config().backbone().network(1, List.of(last));
    this.form = form(until, networks.config());
  }

  private static RowForm form(NetworkDefinition until, FitConfig config) {
    String cut = until.layer(until.head().input()).inputs().get(0);
    List<Long> map =
        Objects.requireNonNull(until.outputShapes(config.imageSpec().size()).get(cut), cut);
    boolean half = config.precision().filter(Precision.BFLOAT16::equals).isPresent();
    return new RowForm(
        List.of(map.get(1), map.get(2), map.get(0)),
        half ? Tensor.Type.BFLOAT16 : Tensor.Type.FLOAT32);
  }

  /** Edge of a map. */
  int edge() {
    return Math.toIntExact(form.shape().get(0));
  }

  /** A batch of nothing. */
  NDArray zeros(NDManager manager, int samples) {
    Shape shape = form.batch(samples);
    return manager.zeros(shape, form.batchType());
  }

  /** Bytes of a sample. */
  long rowBytes() {
    return (long) form.words() * Float.BYTES;
  }

  /**
   * Refuses to fill the disk.
   *
   * @throws IOException if all views of all data are more than the config allows
   */
  void requireRoom(List<LabeledDataset> data) throws IOException {
    long images = 0;
    for (LabeledDataset of : data) {
      images += of.size() * views(of);
    }
    double bytes = (double) images * rowBytes();
    if (bytes > networks.config().activationLimit()) {
      throw new IOException(
          "activations are too large: expected at most %,.1f MiB, found %,.1f (%,d images and views of %,d bytes before %s)"
              .formatted(
                  networks.config().activationLimit() / MIB,
                  bytes / MIB,
                  images,
                  rowBytes(),
                  prefix.id()));
    }
  }

  private int views(LabeledDataset data) {
    return data.isTraining() ? prefix.views() : 1;
  }

  /** Those of a data set, computed where they are not yet known. */
  Samples samples(LabeledDataset data, RunSettings.Images of, StateDict initial, FeatureCache cache)
      throws IOException {
    return cache.views(data, of, prefix.views(), () -> open(initial));
  }

  private FeatureCache.Backbone open(StateDict initial) throws IOException {
    StateDict headless = NetworkWeights.random(until.headAlone(), 0); // whose head gives nothing
    InferenceNetwork network = networks.answering(until, initial.with(headless));
    return FeatureCache.Backbone.of(network, network::activations);
  }
}
