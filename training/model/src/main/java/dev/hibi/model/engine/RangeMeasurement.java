package dev.hibi.model.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.hibi.model.network.ActivationRanges;
import dev.hibi.model.network.ActivationRanges.Range;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.Precision;
import dev.hibi.model.torchscript.InferenceForm;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures between which values the results of a network's layers lie, in float32: on some hundred
 * images like those that it is for.
 *
 * <p>Owns native memory until it is closed. For one thread.
 */
public final class RangeMeasurement implements AutoCloseable {
  private final ScriptModule module;
  private final List<String> layers;
  private ActivationRanges ranges = ActivationRanges.NONE;

  private RangeMeasurement(ScriptModule module, List<String> layers) {
    this.module = module;
    this.layers = layers;
  }

  /**
   * Loads a network.
   *
   * @param weights of the network's parameters; others are left aside
   * @param edge of the square images in pixels
   * @throws IllegalArgumentException if a tensor is missing, or there is no such device
   * @throws IOException if it cannot be handed to the engine
   */
  public static RangeMeasurement of(
      NetworkDefinition network, StateDict weights, int edge, Device device) throws IOException {
    InferenceForm form = new InferenceForm(Precision.FLOAT32, false, edge);
    return new RangeMeasurement(
        InferenceNetwork.prepared(network, weights, device, form),
        ActivationRanges.layers(network));
  }

  /** A manager on the network's device that lives as long as it; make sub-managers. */
  public NDManager manager() {
    return module.manager();
  }

  /**
   * Looks at a batch.
   *
   * @param images float32 (N, 3, H, W), normalised, on the network's device
   * @throws IllegalArgumentException if a result is not finite; the ranges stay as they were
   */
  public void add(NDArray images) {
    float[] values;
    try (NDArray measured = module.evaluate("ranges", images).singletonOrThrow()) {
      values = measured.toFloatArray(); // (layers, 2)
    }
    Map<String, Range> batch = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      batch.put(layers.get(i), new Range(values[2 * i], values[2 * i + 1]));
    }
    ranges = ranges.with(new ActivationRanges(batch));
  }

  /** Of all batches so far. */
  public ActivationRanges ranges() {
    return ranges;
  }

  @Override
  public void close() {
    module.close();
  }
}
