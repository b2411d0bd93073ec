package dev.hibi.model.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.hibi.model.network.Layer.Parameter;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.Precision;
import dev.hibi.model.torchscript.Learning;
import dev.hibi.model.torchscript.TorchScript;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network that learns: weights and optimizer on one device, a training step in one call.
 *
 * <p>Owns native memory until it is closed. Results of {@link #step} and {@link #logits} belong to
 * the manager of the inputs. One thread at a time.
 */
public final class TrainableNetwork implements AutoCloseable {
  private final ScriptModule module;
  private final NetworkDefinition network;
  private final OptimizerSpec optimizer;

  private TrainableNetwork(Builder builder, ScriptModule module) {
    this.module = module;
    this.network = builder.network;
    this.optimizer = builder.optimizer;
  }

  /**
   * A network on the CPU whose optimizer has not taken a step.
   *
   * @param network a whole one, whose inputs are images, float32 (N, 3, H, W), normalised; or a
   *     {@linkplain NetworkDefinition#headAlone() head alone}, whose inputs are features, float32
   *     (N, features)
   * @param weights of the network's parameters; others are left aside
   */
  public static Builder builder(
      NetworkDefinition network, StateDict weights, OptimizerSpec optimizer) {
    return new Builder(network, weights, optimizer);
  }

  /** Options of a network that learns. */
  public static final class Builder {
    private final NetworkDefinition network;
    private final StateDict weights;
    private final OptimizerSpec optimizer;
    private StateDict optimizerState;
    private boolean freezeBatchNorm;
    private Precision precision = Precision.FLOAT32;
    private Device device = Device.cpu();

    private Builder(NetworkDefinition network, StateDict weights, OptimizerSpec optimizer) {
      this.network = network;
      this.weights = weights;
      this.optimizer = optimizer;
      this.optimizerState = optimizer.freshState(network);
    }

    /** What {@link TrainableNetwork#optimizerState} gave; default that of no step yet. */
    public Builder optimizerState(StateDict optimizerState) {
      this.optimizerState = optimizerState;
      return this;
    }

    /**
     * Whether running statistics stay as they are and are used as they are; scale and shift still
     * learn. Default false.
     */
    public Builder freezeBatchNorm(boolean freezeBatchNorm) {
      this.freezeBatchNorm = freezeBatchNorm;
      return this;
    }

    /** What convolutions multiply in; default float32. */
    public Builder precision(Precision precision) {
      this.precision = precision;
      return this;
    }

    /** Where it lives; default the CPU. */
    public Builder device(Device device) {
      this.device = device;
      return this;
    }

    /**
     * Hands the network to the engine.
     *
     * @throws IllegalArgumentException if weights or state lack a tensor
     * @throws IOException if it cannot be handed over
     */
    public TrainableNetwork open() throws IOException {
      TorchScript script =
          TorchScript.of(network, weights, new Learning(freezeBatchNorm, precision))
              .with(optimizer, optimizerState);
      return new TrainableNetwork(this, ScriptModule.load(script, device, true));
    }
  }

  /** A manager on the network's device that lives as long as the network; make sub-managers. */
  public NDManager manager() {
    return module.manager();
  }

  /**
   * Trains on a batch: forward, mean cross entropy, backward, one update.
   *
   * @param inputs on the network's device
   * @param labels int64 (N), on the network's device
   * @param learningRate of this step
   * @return the loss before the update, float32 (); reading its value waits for the device
   */
  public NDArray step(NDArray inputs, NDArray labels, double learningRate) {
    return step("step", inputs, labels, learningRate);
  }

  /** As {@link #step}, and keeps a copy of the gradients until {@link #gradients} is called. */
  public NDArray stepKeepingGradients(NDArray inputs, NDArray labels, double learningRate) {
    return step("step_keeping_gradients", inputs, labels, learningRate);
  }

  private NDArray step(String method, NDArray inputs, NDArray labels, double learningRate) {
    // On the CPU whatever the device: the script reads its value, which must not wait for the GPU.
    try (NDManager host = inputs.getManager().newSubManager(Device.cpu());
        NDArray rate = host.create(learningRate)) {
      return module.train("take", new NDList(inputs, labels, rate), method).singletonOrThrow();
    }
  }

  /**
   * Logits without training, with running statistics.
   *
   * @return float32 (N, classes), not normalised to probabilities
   */
  public NDArray logits(NDArray inputs) {
    return module.evaluate("forward", inputs).singletonOrThrow();
  }

  /**
   * What the head sees, without training, with running statistics: of a network that is a head
   * alone the inputs themselves.
   *
   * @return float32 (N, features)
   */
  public NDArray features(NDArray inputs) {
    return module.evaluate("features", inputs).singletonOrThrow();
  }

  /**
   * Logits of what {@link #features} gave.
   *
   * @param features float32 (N, features)
   * @return float32 (N, classes), equal to the {@link #logits} of the inputs
   */
  public NDArray head(NDArray features) {
    return module.evaluate("head", features).singletonOrThrow();
  }

  /**
   * The gradients of the mean cross entropy in the last step that {@linkplain #stepKeepingGradients
   * kept} them, one for each parameter under its name, before weight decay. They are given once.
   *
   * @throws IllegalStateException if none are kept
   */
  public StateDict gradients() {
    return copy("gradients", network.learning());
  }

  /** A copy of the weights as they are now, in the order of the network's parameters. */
  public StateDict weights() {
    return copy("weights", network.parameters().stream().map(Parameter::name).toList());
  }

  /** A copy of the optimizer's state as it is now: {@code step}, then a tensor a parameter. */
  public StateDict optimizerState() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    try (NDManager results = module.manager().newSubManager()) {
      long steps = module.get("steps", results).singletonOrThrow().getLong();
      state.put(OptimizerSpec.STEP, Tensor.scalar(steps));
    }
    List<String> names =
        optimizer.memory().stream()
            .flatMap(kept -> network.learning().stream().map(name -> kept + "." + name))
            .toList();
    return new StateDict(state).with(copy("optimizer_state", names));
  }

  private StateDict copy(String method, List<String> names) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    if (names.isEmpty()) {
      return new StateDict(tensors);
    }
    try (NDManager results = module.manager().newSubManager()) {
      NDList arrays = module.get(method, results);
      if (arrays.size() != names.size()) {
        throw new IllegalStateException(
            "wrong number of tensors: expected %d, found %d (%s)"
                .formatted(names.size(), arrays.size(), method));
      }
      for (int i = 0; i < arrays.size(); i++) {
        NDArray array = arrays.get(i);
        Tensor.Type type =
            switch (array.getDataType()) {
              case FLOAT32 -> Tensor.Type.FLOAT32;
              case INT64 -> Tensor.Type.INT64;
              default ->
                  throw new IllegalStateException(
                      "wrong type: expected float32 or int64, found %s (%s)"
                          .formatted(array.getDataType(), names.get(i)));
            };
        tensors.put(
            names.get(i), Tensor.wrap(type, array.getShape().getShape(), array.toByteBuffer()));
      }
    }
    return new StateDict(tensors);
  }

  @Override
  public void close() {
    module.close();
  }
}
