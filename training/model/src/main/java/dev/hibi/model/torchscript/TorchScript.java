package dev.hibi.model.torchscript;

import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A network as a TorchScript module: text and weights, ready to be written as an archive that
 * {@code torch.jit.load} opens in Python and C++.
 *
 * <p>Refers to the weights that it was made of; immutable as long as they are. Thread-safe.
 */
public final class TorchScript {
  private final NetworkDefinition network;
  private final ScriptObject root;

  private TorchScript(NetworkDefinition network, ScriptObject root) {
    this.network = network;
    this.root = root;
  }

  /**
   * A network that answers. Methods: {@code forward(inputs)} to logits, float32 (N, classes),
   * {@code features(inputs)} to float32 (N, features), {@code head(features)} to logits.
   *
   * @param weights of the network's parameters; others are left aside
   * @throws IllegalArgumentException if a tensor is missing
   */
  public static TorchScript of(NetworkDefinition network, StateDict weights) {
    return of(network, weights, Learning.DEFAULT);
  }

  /**
   * As {@link #of(NetworkDefinition, StateDict)}, to be trained.
   *
   * @param learning how it learns
   */
  public static TorchScript of(NetworkDefinition network, StateDict weights, Learning learning) {
    return new TorchScript(network, NetworkScript.of(network, weights, learning));
  }

  /**
   * This network with an optimizer: one that learns. Further methods: {@code take(inputs, labels,
   * learning_rate)} receives a batch; {@code step()} trains on it, forgets it, whether it succeeds
   * or not, and returns its mean cross entropy; {@code step_keeping_gradients()} does the same and
   * leaves the gradients to {@code gradients()}, which gives them once; {@code weights()} and
   * {@code optimizer_state()} return copies in PyTorch's plain layout, {@code steps()} the count of
   * updates.
   *
   * @param state as {@link OptimizerSpec#freshState} lays it out
   * @throws IllegalArgumentException if a tensor is missing
   */
  public TorchScript with(OptimizerSpec optimizer, StateDict state) {
    ScriptObject updates = OptimizerScript.of(optimizer, network.learning(), state);
    return new TorchScript(network, TrainingScript.of(root, updates));
  }

  /**
   * Writes the archive; equal networks and weights give equal bytes.
   *
   * @param out not closed here
   * @param folder inside the archive, such as {@code model}
   * @throws IOException if it cannot be written
   */
  public void write(OutputStream out, String folder) throws IOException {
    TorchScriptArchive.write(out, folder, root);
  }
}
