package dev.hibi.model.network;

import dev.hibi.model.network.Layer.Parameter;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How parameters follow their gradients; the arithmetic is that of {@code torch.optim}, so equal
 * gradients give PyTorch's numbers. The learning rate is given at each step.
 */
public sealed interface OptimizerSpec {

  /** Name of the only number among the tensors of an optimizer's state. */
  String STEP = "step";

  /** The name in files and logs; of one with the defaults it is what {@link #of} takes. */
  String id();

  /** Names of what it remembers of each parameter, a tensor of the parameter's shape each. */
  List<String> memory();

  /**
   * The optimizer of this id with its defaults.
   *
   * @param id {@code adam}, {@code adam-amsgrad}, {@code adamw} or {@code sgd}
   * @throws IllegalArgumentException if there is none; the message lists all
   */
  static OptimizerSpec of(String id) {
    return switch (id) {
      case "adam" -> adam();
      case "adam-amsgrad" -> adamAmsgrad();
      case "adamw" -> adamW();
      case "sgd" -> sgd();
      default ->
          throw new IllegalArgumentException(
              "unknown optimizer: expected adam, adam-amsgrad, adamw or sgd, found '" + id + "'");
    };
  }

  /**
   * Its state before the first step: {@value #STEP}, 0, and for each of its {@link #memory} and
   * each parameter that learns {@code <memory>.<parameter>}, zeros.
   */
  default StateDict freshState(NetworkDefinition network) {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put(STEP, Tensor.scalar(0));
    for (String kept : memory()) {
      for (Parameter parameter : network.parameters()) {
        if (parameter.learns()) {
          state.put(kept + "." + parameter.name(), Tensor.zeros(parameter.shapeArray()));
        }
      }
    }
    return new StateDict(state);
  }

  /**
   * Stochastic gradient descent with momentum.
   *
   * @param momentum 0 (none) to below 1
   * @param weightDecay L2 penalty, added to the gradient; 0 for none
   * @param nesterov whether the momentum looks ahead; needs momentum
   */
  record Sgd(double momentum, double weightDecay, boolean nesterov) implements OptimizerSpec {
    /** Checks ranges. */
    public Sgd {
      requireRange("momentum", momentum, 0, 1);
      requireRange("weightDecay", weightDecay, 0, Double.MAX_VALUE);
      if (nesterov && momentum == 0) {
        throw new IllegalArgumentException(
            "nesterov cannot be combined with momentum 0: expected momentum above 0, found 0.0");
      }
    }

    @Override
    public String id() {
      return "sgd";
    }

    @Override
    public List<String> memory() {
      return momentum == 0 ? List.of() : List.of("momentum_buffer");
    }
  }

  /**
   * Adam (Kingma and Ba 2014), AMSGrad (Reddi et al. 2018) and AdamW (Loshchilov and Hutter 2017).
   *
   * @param beta1 decay of the mean of gradients, 0 to below 1
   * @param beta2 decay of the mean of squared gradients, 0 to below 1
   * @param eps added to the denominator, above 0
   * @param weightDecay 0 for none
   * @param amsgrad whether the denominator never shrinks
   * @param decoupled whether weight decay shrinks the parameter itself (AdamW) rather than being
   *     added to the gradient (Adam)
   */
  record Adam(
      double beta1,
      double beta2,
      double eps,
      double weightDecay,
      boolean amsgrad,
      boolean decoupled)
      implements OptimizerSpec {
    /** Checks ranges. */
    public Adam {
      requireRange("beta1", beta1, 0, 1);
      requireRange("beta2", beta2, 0, 1);
      requireRange("eps", eps, Double.MIN_VALUE, 1);
      requireRange("weightDecay", weightDecay, 0, Double.MAX_VALUE);
    }

    @Override
    public String id() {
      return (decoupled ? "adamw" : "adam") + (amsgrad ? "-amsgrad" : "");
    }

    @Override
    public List<String> memory() {
      return amsgrad
          ? List.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq")
          : List.of("exp_avg", "exp_avg_sq");
    }
  }

  /** SGD with momentum 0.9, no weight decay, no Nesterov. */
  static Sgd sgd() {
    return new Sgd(0.9, 0, false);
  }

  /** Adam with PyTorch's defaults: betas 0.9 and 0.999, eps 1e-8, no weight decay. */
  static Adam adam() {
    return new Adam(0.9, 0.999, 1e-8, 0, false, false);
  }

  /** Adam with AMSGrad, otherwise PyTorch's defaults. */
  static Adam adamAmsgrad() {
    return new Adam(0.9, 0.999, 1e-8, 0, true, false);
  }

  /** AdamW with PyTorch's defaults: as Adam, with decoupled weight decay 0.01. */
  static Adam adamW() {
    return new Adam(0.9, 0.999, 1e-8, 0.01, false, true);
  }

  private static void requireRange(String name, double value, double from, double below) {
    if (!(value >= from && value < below)) {
      throw new IllegalArgumentException(
          "bad %s: expected at least %s and below %s, found %s"
              .formatted(name, from, below, value));
    }
  }
}
