package dev.hibi.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
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
  private final List<String> tensorNames;
  private final List<String> parameterNames;
  private final List<String> optimizerLists;

  private TrainableNetwork(
      ScriptModule module,
      List<String> tensorNames,
      List<String> parameterNames,
      List<String> optimizerLists) {
    this.module = module;
    this.tensorNames = tensorNames;
    this.parameterNames = parameterNames;
    this.optimizerLists = optimizerLists;
  }

  /**
   * A whole residual network; inputs are images, float32 (N, 3, H, W), normalised.
   *
   * @param weights as {@link ResNetWeights} lays them out
   * @param freezeBatchNorm whether running statistics stay as they are and are used as they are;
   *     scale and shift still learn
   * @param optimizerState what {@link #optimizerState} gave, or {@link #freshState}
   * @param device where it lives
   * @throws IOException if it cannot be handed to the engine
   */
  public static TrainableNetwork resNet(
      Backbone backbone,
      StateDict weights,
      boolean freezeBatchNorm,
      OptimizerSpec optimizer,
      StateDict optimizerState,
      Device device)
      throws IOException {
    return open(
        ResNetScript.of(backbone, weights, freezeBatchNorm),
        weights,
        optimizer,
        optimizerState,
        device);
  }

  /**
   * A head alone; inputs are features, float32 (N, features).
   *
   * @param weights of which {@code fc.weight} and {@code fc.bias} are taken
   * @param optimizerState what {@link #optimizerState} gave, or {@link #freshState}
   * @param device where it lives
   * @throws IOException if it cannot be handed to the engine
   */
  public static TrainableNetwork head(
      StateDict weights, OptimizerSpec optimizer, StateDict optimizerState, Device device)
      throws IOException {
    StateDict head = ResNetWeights.head(weights);
    return open(ResNetScript.head(head), head, optimizer, optimizerState, device);
  }

  /**
   * The state of an optimizer that has not taken a step.
   *
   * @param weights those that learn are told by their names
   */
  public static StateDict freshState(OptimizerSpec optimizer, StateDict weights) {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put(TrainingScript.STEP, Tensor.scalar(0));
    for (String list : TrainingScript.stateNames(optimizer)) {
      for (String name : parameters(weights)) {
        state.put(list + "." + name, Tensor.zeros(weights.get(name).shape()));
      }
    }
    return new StateDict(state);
  }

  private static TrainableNetwork open(
      ScriptObject network,
      StateDict weights,
      OptimizerSpec optimizer,
      StateDict optimizerState,
      Device device)
      throws IOException {
    List<String> parameters = parameters(weights);
    ScriptObject root = TrainingScript.of(network, optimizer, parameters, optimizerState);
    return new TrainableNetwork(
        ScriptModule.load(root, device, true),
        List.copyOf(weights.names()),
        parameters,
        TrainingScript.stateNames(optimizer));
  }

  private static List<String> parameters(StateDict weights) {
    return weights.names().stream()
        .filter(name -> name.endsWith(".weight") || name.endsWith(".bias"))
        .toList();
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
      return module.train(method, new NDList(inputs, labels, rate)).singletonOrThrow();
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
    return copy("gradients", parameterNames);
  }

  /** A copy of the weights as they are now, in the order that was given. */
  public StateDict weights() {
    return copy("weights", tensorNames);
  }

  /** A copy of the optimizer's state as it is now: {@code step}, then a tensor a parameter. */
  public StateDict optimizerState() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    try (NDManager results = module.manager().newSubManager()) {
      long steps = module.get("steps", results).singletonOrThrow().getLong();
      state.put(TrainingScript.STEP, Tensor.scalar(steps));
    }
    List<String> names =
        optimizerLists.stream()
            .flatMap(list -> parameterNames.stream().map(name -> list + "." + name))
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
