package dev.hibi.model.torchscript;

import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.Precision;
import dev.hibi.model.network.StepSpec;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A network as a TorchScript module: text and weights, ready to be written as an archive that
 * {@code torch.jit.load} opens in Python and C++.
 *
 * <p>Refers to the weights that it was made of; immutable as long as they are. Thread-safe.
 */
public final class TorchScript {
  private final NetworkDefinition network;
  private final StateDict weights;
  private final Learning learning;
  private final ScriptObject root;

  private TorchScript(
      NetworkDefinition network, StateDict weights, Learning learning, ScriptObject root) {
    this.network = network;
    this.weights = weights;
    this.learning = learning;
    this.root = root;
  }

  /**
   * What a network does while it learns.
   *
   * @param freezeBatchNorm whether running statistics stay as they are and are used as they are
   *     while the rest of the network trains
   * @param precision of convolutions and of what flows between layers; weights that learn, batch
   *     normalisation, the head and what comes out are float32 in all
   */
  public record Learning(boolean freezeBatchNorm, Precision precision) {
    /** Everything in float32, running statistics moving. */
    public static final Learning DEFAULT = new Learning(false, Precision.FLOAT32);
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
   * A network that answers on this machine, as fast as it can. Methods: {@code prepare()} first,
   * and before others call; then as {@link #of(NetworkDefinition, StateDict)} has them; {@code
   * reference(inputs)} to features in float32 without haste, until {@code settle()}. It cannot
   * learn.
   *
   * @throws IllegalArgumentException if a tensor is missing, or there is a convolution without a
   *     batch normalisation
   */
  public static TorchScript of(NetworkDefinition network, StateDict weights, InferenceForm form) {
    return new TorchScript(
        network, weights, Learning.DEFAULT, InferenceScript.of(network, weights, form));
  }

  /**
   * As {@link #of(NetworkDefinition, StateDict)}, to be trained.
   *
   * @param learning how it learns
   */
  public static TorchScript of(NetworkDefinition network, StateDict weights, Learning learning) {
    return new TorchScript(
        network, weights, learning, NetworkScript.of(network, weights, learning));
  }

  /**
   * This network with an optimizer: one that learns. Further methods:
   *
   * <ul>
   *   <li>{@code take(inputs, labels, numbers)} receives a batch. The numbers are the learning rate
   *       and those of {@link StepSpec.Mixing}.
   *   <li>{@code step()} trains on it, forgets it, whether it succeeds or not, and returns its mean
   *       loss; {@code step_keeping_gradients()} does the same and leaves the gradients to {@code
   *       gradients()}, which gives them once.
   *   <li>{@code gather()} adds the batch's gradients, times its weight among others, to those that
   *       are gathered, and returns its mean loss; {@code update(learning_rate, keep)} updates by
   *       their mean, forgets them and returns the mean loss. {@code gathered()} gives them, once,
   *       with the sum of weights and of losses as the last two, and {@code put_gathered(list)}
   *       takes such a list.
   *   <li>{@code weights()}, {@code answering_weights()} and {@code optimizer_state()} return
   *       copies in PyTorch's plain layout, {@code steps()} the count of updates.
   * </ul>
   *
   * @param state as {@link OptimizerSpec#freshState} lays it out; with the average's weights, each
   *     under {@value StepSpec#AVERAGE} and its name, if the step keeps one that has moved
   * @throws IllegalArgumentException if a tensor is missing
   */
  public TorchScript with(OptimizerSpec optimizer, StateDict state, StepSpec step) {
    UpdateScript updates =
        new UpdateScript(step, step.groups(network, optimizer), network.learning(), state);
    ScriptObject average =
        step.averages()
            ? NetworkScript.of(network, step.average(network, weights, state), learning)
            : root;
    return new TorchScript(
        network, weights, learning, TrainingScript.of(root, average, updates, step));
  }

  /**
   * Names of the tensors in the order in which {@code optimizer_state()} gives them; the average's
   * are not among them.
   */
  public static List<String> stateNames(
      NetworkDefinition network, OptimizerSpec optimizer, StepSpec step) {
    return UpdateScript.stateNames(step.groups(network, optimizer), network.learning());
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
