package dev.hibi.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.engine.InferenceNetwork;
import dev.hibi.model.engine.InferenceOptions;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.Precision;
import dev.hibi.model.scoring.BankSearch;
import dev.hibi.model.scoring.Familiarity;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.NeighbourBank;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A bank beside a model: what a {@link NeighbourBank} says, for a batch at once, by one matrix
 * product on the model's device. Where the bank's rows are features of another network than the
 * model's, this has it, too.
 *
 * <p>Owns that network; the array belongs to the manager that it was made with. Thread-safe.
 */
final class KnownImages implements AutoCloseable {
  private final Optional<InferenceNetwork> frozen;
  private final BankSearch search;
  private final int width;
  private final NDArray columns; // (width, N), laid out as a product reads it

  private KnownImages(StoredBank bank, NDManager manager, Optional<InferenceNetwork> frozen) {
    this.frozen = frozen;
    this.width = bank.width();
    float[] rows = bank.rows().toFloatArray();
    this.search = new BankSearch(FeatureRows.of(rows, width), bank.scale());
    int count = bank.count();
    float[] transposed = new float[rows.length];
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < width; i++) {
        transposed[i * count + row] = rows[row * width + i];
      }
    }
    this.columns = manager.create(FloatBuffer.wrap(transposed), new Shape(width, count));
  }

  /**
   * Makes a bank ready.
   *
   * @param model whose network it is beside
   * @param device of the model
   * @param precision of the bank's network, if it is another one; empty for the fastest
   * @param manager of the model's network
   * @throws IOException if the engine does not take that network
   */
  static KnownImages of(
      StoredBank bank,
      ModelDescription model,
      Device device,
      Optional<Precision> precision,
      NDManager manager)
      throws IOException {
    if (bank.frozen().isEmpty()) {
      return new KnownImages(bank, manager, Optional.empty());
    }
    NetworkDefinition network = model.frozenNetwork(bank.features());
    InferenceNetwork frozen =
        InferenceNetwork.of(
            network,
            StoredFrozen.withHead(bank.frozen().get(), network),
            model.imageSpec().size(),
            device,
            precision.map(InferenceOptions::in).orElse(InferenceOptions.FASTEST));
    try {
      return new KnownImages(bank, manager, Optional.of(frozen));
    } catch (RuntimeException | Error e) {
      frozen.close();
      throw e;
    }
  }

  /**
   * Adds what {@link #of(NDArray, IntFunction)} is asked with where the bank has a network of its
   * own, by a second pass.
   *
   * @param features float32 (N, features) of the model's own network, and what else it gives, which
   *     begins with what this asks where there is no other network
   * @param inputs float32 (N, 3, H, W), normalised, on the model's device
   * @return float32 (N, features), float32 (N, width), and what else there was; owned by the
   *     inputs' manager
   */
  NDList completed(NDList features, NDArray inputs) {
    if (frozen.isEmpty()) {
      return features;
    }
    NDList completed = new NDList(features.get(0), frozen.get().features(inputs));
    completed.addAll(features.subList(1, features.size()));
    return completed;
  }

  /**
   * How familiar images are.
   *
   * @param features float32 (N, width), on the bank's device
   * @param names what to call the image of a row in messages
   * @return in the order of the rows
   * @throws UnusableAnswerException if one is not finite
   */
  List<Familiarity> of(NDArray features, IntFunction<String> names) {
    float[] values = features.toFloatArray();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new UnusableAnswerException(names.apply(i / width), values[i]);
      }
    }
    FeatureRows points = FeatureRows.of(values, width).normalized();
    try (NDManager passing = features.getManager().newSubManager()) {
      NDArray unit =
          passing.create(FloatBuffer.wrap(points.values()), new Shape(points.count(), width));
      return search.familiarity(points, unit.matMul(columns).toFloatArray());
    }
  }

  /** Frees the network that this has, if it has one, when its calls in flight are done. */
  @Override
  public void close() {
    frozen.ifPresent(InferenceNetwork::close);
  }
}
