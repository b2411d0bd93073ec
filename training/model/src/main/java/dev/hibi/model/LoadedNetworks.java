package dev.hibi.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.hibi.model.engine.InferenceNetwork;
import dev.hibi.model.engine.InferenceOptions;
import dev.hibi.model.network.Precision;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.ScanPoint;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger LOG = LoggerFactory.getLogger(Classifier.class);

  /**
   * Those of a model that turns out to be what was written.
   *
   * @param asked the precision; empty for the one that a threshold was found in, if that is one
   *     that every machine has, else the fastest
   * @throws IOException if it is not, or the engine does not take it
   */
  static LoadedNetworks of(UnverifiedModel unverified, Device device, Optional<Precision> asked)
      throws IOException {
    ModelDirectory.Content content = unverified.content();
    ModelDescription description = content.description();
    Optional<Precision> precision =
        asked.or(() -> calibrated(description).filter(Precision.FLOAT32::equals).findFirst());
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
      warn(description, network.precision());
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

  /** Of the threshold of tiles and that of photographs. */
  private static Stream<Precision> calibrated(ModelDescription description) {
    return Stream.of(description.operatingPoint(), description.scanPoint().map(ScanPoint::point))
        .flatMap(point -> point.flatMap(OperatingPoint::precision).stream())
        .map(Precision::of);
  }

  /** If answers are not computed in what the threshold was found in. */
  private static void warn(ModelDescription description, Precision found) {
    calibrated(description)
        .filter(calibrated -> calibrated != found)
        .distinct()
        .forEach(
            calibrated ->
                LOG.warn(
                    "threshold of another precision: expected {}, in which it was calibrated, found"
                        + " {} (scores differ a little, and nothing is promised of these)",
                    calibrated,
                    found));
  }

  /**
   * What {@link Classifier#allFeatures} gives.
   *
   * @param located whether also maps, as {@link InferenceNetwork#located} gives them
   */
  NDList allFeatures(NDArray inputs, boolean located) {
    return model.whileOpen(
        () -> {
          NDList features = located ? model.located(inputs) : model.allFeatures(inputs);
          return known.map(images -> images.completed(features, inputs)).orElse(features);
        });
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
