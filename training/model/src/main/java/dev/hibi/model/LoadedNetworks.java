package dev.hibi.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.hibi.model.engine.InferenceNetwork;
import dev.hibi.model.engine.InferenceOptions;
import dev.hibi.model.network.Precision;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What a classifier computes with: the model's network, and what tells which images it knows.
 *
 * <p>Owns both. Thread-safe.
 *
 * @param model the model's own network
 * @param known what it knows, if it can tell
 */
record LoadedNetworks(InferenceNetwork model, Optional<KnownImages> known)
    implements AutoCloseable {

  /**
   * Those of a model that turns out to be what was written.
   *
   * @param precision empty for the fastest
   * @throws IOException if it is not, or the engine does not take it
   */
  static LoadedNetworks of(UnverifiedModel unverified, Device device, Optional<Precision> precision)
      throws IOException {
    ModelDirectory.Content content = unverified.content();
    ModelDescription description = content.description();
    InferenceOptions options = precision.map(InferenceOptions::in).orElse(InferenceOptions.FASTEST);
    InferenceNetwork network =
        InferenceNetwork.of(
            description.network(content.bank().map(StoredBank::besideLogits).orElse(List.of())),
            content.weights(),
            description.imageSpec().size(),
            device,
            options.activations(description.activations()));
    try {
      unverified.require();
      if (content.bank().isEmpty()) {
        return new LoadedNetworks(network, Optional.empty());
      }
      Optional<Precision> second = precision.filter(chosen -> chosen != Precision.INT8);
      StoredBank bank = content.bank().get();
      KnownImages known = KnownImages.of(bank, description, device, second, network.manager());
      return new LoadedNetworks(network, Optional.of(known));
    } catch (IOException | RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  /** What {@link Classifier#allFeatures} gives. */
  NDList allFeatures(NDArray inputs) {
    return model.whileOpen(
        () ->
            known
                .map(images -> images.allFeatures(model, inputs))
                .orElseGet(() -> model.allFeatures(inputs)));
  }

  /** Waits for what the model's network is asked, which includes all that the other one is. */
  @Override
  public void close() {
    if (known.isEmpty()) {
      model.close();
      return;
    }
    KnownImages last = known.get();
    try (last) {
      model.close();
    }
  }
}
