package dev.hibi.model.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.hibi.model.network.Layer;
import dev.hibi.model.network.Layer.Parameter;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.Precision;
import dev.hibi.model.network.StepSpec;
import dev.hibi.model.torchscript.TorchScript;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.util.ArrayList;
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
  private final StepSpec step;

  private final DividedStep divided;

  private TrainableNetwork(Builder builder, ScriptModule module, List<TrainableNetwork> others) {
    this.module = module;
    this.network = builder.network;
    this.optimizer = builder.optimizer;
    this.step = builder.step;
    List<TrainableNetwork> all = new ArrayList<>(List.of(this));
    all.addAll(others);
    this.divided = new DividedStep(all, step.accumulate());
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
    private StepSpec step = StepSpec.PLAIN;
    private List<Device> devices = List.of(Device.cpu());

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

    /** What a step does beside the update; default nothing. */
    public Builder step(StepSpec step) {
      this.step = step;
      return this;
    }

    /** Where it lives; default the CPU. */
    public Builder device(Device device) {
      return devices(List.of(device));
    }

    /**
     * Where it lives, several times: a step's batch is divided among the devices, and the update is
     * by the mean over all. All else, inputs of a step among it, is on the first.
     *
     * @param devices at least one
     */
    public Builder devices(List<Device> devices) {
      if (devices.isEmpty()) {
        throw new IllegalArgumentException("no device: expected at least one, found none");
      }
      this.devices = List.copyOf(devices);
      return this;
    }

    /**
     * Hands the network to the engine.
     *
     * @throws IllegalArgumentException if weights or state lack a tensor, or options do not fit the
     *     network
     * @throws IOException if it cannot be handed over
     */
    public TrainableNetwork open() throws IOException {
      requireFitting();
      TorchScript script =
          TorchScript.of(network, weights, new TorchScript.Learning(freezeBatchNorm, precision))
              .with(optimizer, optimizerState, step);
      List<TrainableNetwork> others = new ArrayList<>();
      try {
        for (Device device : devices.subList(1, devices.size())) {
          others.add(open(script, device, List.of()));
        }
        return open(script, devices.get(0), others);
      } catch (IOException | RuntimeException e) {
        others.forEach(TrainableNetwork::close);
        throw e;
      }
    }

    private TrainableNetwork open(TorchScript script, Device device, List<TrainableNetwork> others)
        throws IOException {
      ScriptModule module = ScriptModule.load(script, device, true);
      PyTorch.chooseConvolutionsByTime(device);
      return new TrainableNetwork(this, module, others);
    }

    private void requireFitting() {
      int classes = network.head().out();
      int weighted = step.classWeights().size();
      if (weighted != 0 && weighted != classes) {
        throw new IllegalArgumentException(
            "wrong number of class weights: expected %d, found %d".formatted(classes, weighted));
      }
      if (step.mixes() && !(network.layers().get(0) instanceof Layer.Images)) {
        throw new IllegalArgumentException(
            "features cannot be mixed: expected a network of images for mixup or cutmix, found %s"
                .formatted(
                    network.layers().get(0) instanceof Layer.Features
                        ? "a head alone"
                        : "a part of one"));
      }
      if (precision == Precision.FLOAT16 || precision == Precision.INT8) {
        throw new IllegalArgumentException(
            "gradients would vanish: expected fp32 or bf16 to train in, found " + precision);
      }
    }
  }

  /** A manager on the network's device that lives as long as the network; make sub-managers. */
  public NDManager manager() {
    return module.manager();
  }

  /**
   * Trains on a batch: forward, mean loss, backward, one update; in as many parts as the {@link
   * StepSpec} says.
   *
   * @param inputs on the network's device
   * @param labels int64 (N), on the network's device
   * @param learningRate of this step
   * @return the loss before the update, float32 (); reading its value waits for the device
   */
  public NDArray step(NDArray inputs, NDArray labels, double learningRate) {
    return step(inputs, labels, learningRate, StepSpec.Mixing.NONE, false);
  }

  /** As {@link #step}, and keeps a copy of the gradients until {@link #gradients} is called. */
  public NDArray stepKeepingGradients(NDArray inputs, NDArray labels, double learningRate) {
    return step(inputs, labels, learningRate, StepSpec.Mixing.NONE, true);
  }

  /**
   * As {@link #step}, on images that are mixed.
   *
   * @param mixing which a network whose step {@linkplain StepSpec#mixes mixes none} leaves aside
   * @param keepGradients as {@link #stepKeepingGradients} does
   */
  public NDArray step(
      NDArray inputs,
      NDArray labels,
      double learningRate,
      StepSpec.Mixing mixing,
      boolean keepGradients) {
    if (divided.divides(inputs.getShape().get(0))) {
      return divided.step(inputs, labels, learningRate, mixing, keepGradients);
    }
    String method = keepGradients ? "step_keeping_gradients" : "step";
    double[] numbers = numbers(learningRate, mixing);
    return module.train(inputs, labels, numbers, method).singletonOrThrow();
  }

  private static double[] numbers(double learningRate, StepSpec.Mixing mixing) {
    return new double[] {
      learningRate, mixing.lambda(), mixing.top(), mixing.bottom(), mixing.left(), mixing.right()
    };
  }

  /**
   * Forward, mean loss and backward without an update: the gradients, times the number of samples,
   * are added to those that were gathered since the last update. With class weights the sum of the
   * samples' weights stands for their number.
   *
   * @return the batch's loss, as {@link #step} gives it
   */
  NDArray gather(NDArray inputs, NDArray labels, StepSpec.Mixing mixing) {
    return module.train(inputs, labels, numbers(0, mixing), "gather").singletonOrThrow();
  }

  /**
   * What was {@linkplain #gather gathered}, which is forgotten here: a tensor a parameter, then the
   * number of samples and the sum of their losses. Such lists of several networks add up, tensor by
   * tensor, to that of all their samples.
   *
   * @param owner of the result; empty if nothing was gathered
   */
  NDList gathered(NDManager owner) {
    return module.get("gathered", owner);
  }

  /** Takes what networks like this one have gathered, for an {@link #update}. */
  void putGathered(NDList gathered) {
    try (NDManager results = module.manager().newSubManager()) {
      module.put("put_gathered", gathered, results);
    }
  }

  /**
   * Updates by the mean of the gathered gradients, and forgets them.
   *
   * @param owner of the result
   * @return the mean loss of all samples that were gathered
   */
  NDArray update(double learningRate, boolean keepGradients, NDManager owner) {
    return module.get("update", learningRate, keepGradients, owner).singletonOrThrow();
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

  /** A copy of the weights that learn as they are now, in the order of the network's parameters. */
  public StateDict weights() {
    return copy("weights", names());
  }

  /**
   * A copy of the weights that {@link #logits} are computed with: the moving average's if the step
   * keeps one, else those that learn.
   */
  public StateDict answeringWeights() {
    return copy("answering_weights", names());
  }

  private List<String> names() {
    return network.parameters().stream().map(Parameter::name).toList();
  }

  /**
   * A copy of the optimizer's state as it is now: {@code step}, then a tensor a parameter for each
   * thing that it remembers, then the average's tensors if there is one, each under {@value
   * StepSpec#AVERAGE} and its name.
   */
  public StateDict optimizerState() {
    StateDict stored = copy("optimizer_state", TorchScript.stateNames(network, optimizer, step));
    Map<String, Tensor> state = new LinkedHashMap<>();
    try (NDManager results = module.manager().newSubManager()) {
      long steps = module.get("steps", results).singletonOrThrow().getLong();
      state.put(OptimizerSpec.STEP, Tensor.scalar(steps));
    }
    for (String kept : optimizer.memory()) {
      for (String name : network.learning()) {
        state.put(kept + "." + name, stored.get(kept + "." + name));
      }
    }
    if (step.averages()) {
      answeringWeights()
          .asMap()
          .forEach((name, tensor) -> state.put(StepSpec.AVERAGE + name, tensor));
    }
    return new StateDict(state);
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
    divided.close();
    module.close();
  }
}
