package dev.hibi.model.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.torchscript.TorchScript;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A network that answers and learns nothing.
 *
 * <p>Owns native memory until it is closed. May be called from several threads.
 */
public final class InferenceNetwork implements AutoCloseable {
  private final ScriptModule module;

  private InferenceNetwork(ScriptModule module) {
    this.module = module;
  }

  /**
   * Loads a network onto a device.
   *
   * @param weights of the network's parameters; others are left aside
   * @throws IllegalArgumentException if a tensor is missing
   * @throws IOException if it cannot be handed to the engine
   */
  public static InferenceNetwork of(NetworkDefinition network, StateDict weights, Device device)
      throws IOException {
    return new InferenceNetwork(ScriptModule.load(TorchScript.of(network, weights), device, false));
  }

  /**
   * Loads a TorchScript archive with the methods of {@link TorchScript#of} onto a device.
   *
   * @throws IOException if it is none, or broken
   */
  public static InferenceNetwork load(Path archive, Device device) throws IOException {
    return new InferenceNetwork(ScriptModule.load(archive, device, false));
  }

  /** A manager on the network's device that lives as long as it; make sub-managers. */
  public NDManager manager() {
    return module.manager();
  }

  /**
   * The network's raw answer.
   *
   * @param inputs float32 (N, 3, H, W), normalised, on the network's device
   * @return logits, float32 (N, classes), owned by the inputs' manager
   */
  public NDArray logits(NDArray inputs) {
    return module.evaluate("forward", inputs).singletonOrThrow();
  }

  /**
   * What the head sees.
   *
   * @param inputs float32 (N, 3, H, W), normalised, on the network's device
   * @return float32 (N, features), owned by the inputs' manager
   */
  public NDArray features(NDArray inputs) {
    return module.evaluate("features", inputs).singletonOrThrow();
  }

  @Override
  public void close() {
    module.close();
  }
}
