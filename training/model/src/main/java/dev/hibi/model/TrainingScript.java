package dev.hibi.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A network with its optimizer as one TorchScript module, so that a whole training step is one call
 * and the optimizer's state is where the gradients are.
 *
 * <p>Methods of the root: {@code step(inputs, labels, learning_rate)} trains on a batch and returns
 * its mean cross entropy; {@code step_keeping_gradients} does the same and leaves the gradients to
 * {@code gradients()}, which gives them once; {@code forward(inputs)} gives logits, {@code
 * features(inputs)} and {@code head(features)} do so in two parts; {@code weights()} and {@code
 * optimizer_state()} return copies in PyTorch's plain layout, {@code steps()} the count of updates.
 *
 * <p>The lists that {@code _foreach_} operations change are attributes, never local variables: the
 * compiler does not see that a list's elements are written to, and drops writes to what it takes
 * for a dead local list.
 */
final class TrainingScript {
  /** Name of the only number among the tensors of an optimizer's state. */
  static final String STEP = "step";

  private static final String OPTIMIZER_ATTRIBUTES =
      """
      def prepare(self: SELF, parameters: List[Tensor], gradients: List[Tensor]) -> NoneType:
        self.parameters = parameters
        self.gradients = gradients
        self.steps = torch.add(self.steps, 1)
        return None
      def release(self: SELF) -> NoneType:
        self.parameters = annotate(List[Tensor], [])
        self.gradients = annotate(List[Tensor], [])
        self.scratch = annotate(List[Tensor], [])
        return None
      """;

  private static final String SGD =
      """
      def update(self: SELF, learning_rate: float) -> NoneType:
        if torch.ne(self.weight_decay, 0.):
          torch._foreach_add_(self.gradients, self.parameters, alpha=self.weight_decay)
        else:
          pass
        if torch.ne(self.momentum, 0.):
          torch._foreach_mul_(self.momentum_buffer, self.momentum)
          torch._foreach_add_(self.momentum_buffer, self.gradients, alpha=1)
          if self.nesterov:
            torch._foreach_add_(self.gradients, self.momentum_buffer, alpha=self.momentum)
            torch._foreach_add_(self.parameters, self.gradients, alpha=torch.neg(learning_rate))
          else:
            torch._foreach_add_(self.parameters, self.momentum_buffer, alpha=torch.neg(learning_rate))
        else:
          torch._foreach_add_(self.parameters, self.gradients, alpha=torch.neg(learning_rate))
        return None
      """;

  private static final String ADAM =
      """
      def update(self: SELF, learning_rate: float) -> NoneType:
        if torch.ne(self.weight_decay, 0.):
          if self.decoupled:
            torch._foreach_mul_(self.parameters, torch.sub(1., torch.mul(learning_rate, self.weight_decay)))
          else:
            torch._foreach_add_(self.gradients, self.parameters, alpha=self.weight_decay)
        else:
          pass
        torch._foreach_lerp_(self.exp_avg, self.gradients, torch.sub(1., self.beta1))
        torch._foreach_mul_(self.exp_avg_sq, self.beta2)
        torch._foreach_addcmul_(self.exp_avg_sq, self.gradients, self.gradients, torch.sub(1., self.beta2))
        if self.amsgrad:
          torch._foreach_maximum_(self.max_exp_avg_sq, self.exp_avg_sq)
          self.scratch = torch._foreach_sqrt(self.max_exp_avg_sq)
        else:
          self.scratch = torch._foreach_sqrt(self.exp_avg_sq)
        bias_correction1 = torch.sub(1., torch.pow(self.beta1, self.steps))
        bias_correction2 = torch.sub(1., torch.pow(self.beta2, self.steps))
        torch._foreach_div_(self.scratch, torch.sqrt(bias_correction2))
        torch._foreach_add_(self.scratch, self.eps)
        torch._foreach_addcdiv_(self.parameters, self.exp_avg, self.scratch, torch.neg(torch.div(learning_rate, bias_correction1)))
        return None
      """;

  private TrainingScript() {}

  /** The names of the lists that an optimizer keeps, one tensor for each parameter. */
  static List<String> stateNames(OptimizerSpec optimizer) {
    if (optimizer instanceof OptimizerSpec.Adam adam) {
      return adam.amsgrad()
          ? List.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq")
          : List.of("exp_avg", "exp_avg_sq");
    }
    return ((OptimizerSpec.Sgd) optimizer).momentum() == 0 ? List.of() : List.of("momentum_buffer");
  }

  /**
   * A module that trains.
   *
   * @param network with {@code forward}, {@code features}, {@code head}, {@code trainable} and
   *     {@code state}
   * @param parameterNames of what {@code trainable} lists, in its order
   * @param state of the optimizer: {@value #STEP} and, for each of its lists, {@code
   *     list.parameter}
   */
  static ScriptObject of(
      ScriptObject network, OptimizerSpec optimizer, List<String> parameterNames, StateDict state) {
    ScriptObject updates = optimizer(optimizer, parameterNames, state);
    ScriptClass type =
        new ScriptClass("Training")
            .attribute("network", network.type().qualifiedName())
            .attribute("optimizer", updates.type().qualifiedName())
            .attribute("kept_gradients", ScriptClass.TENSORS)
            .methods(
                """
                def forward(self: SELF, inputs: Tensor) -> Tensor:
                  return (self.network).forward(inputs, )
                def features(self: SELF, inputs: Tensor) -> Tensor:
                  return (self.network).features(inputs, )
                def head(self: SELF, features: Tensor) -> Tensor:
                  return (self.network).head(features, )
                def step(self: SELF, inputs: Tensor, labels: Tensor, learning_rate: Tensor) -> Tensor:
                  return (self).learn(inputs, labels, learning_rate, False, )
                def step_keeping_gradients(self: SELF, inputs: Tensor, labels: Tensor, learning_rate: Tensor) -> Tensor:
                  return (self).learn(inputs, labels, learning_rate, True, )
                def learn(self: SELF, inputs: Tensor, labels: Tensor, learning_rate: Tensor, keep: bool) -> Tensor:
                  loss = torch.cross_entropy_loss((self.network).forward(inputs, ), labels)
                  parameters = (self.network).trainable()
                  gradients = annotate(List[Tensor], [])
                  for gradient in torch.autograd.grad([loss], parameters):
                    if torch.__isnot__(gradient, None):
                      _0 = torch.append(gradients, unchecked_cast(Tensor, gradient))
                    else:
                      pass
                  torch.set_grad_enabled(False)
                  if keep:
                    copies = annotate(List[Tensor], [])
                    for tensor in gradients:
                      _4 = torch.append(copies, torch.clone(tensor, memory_format=0))
                    self.kept_gradients = copies
                  else:
                    pass
                  _1 = (self.optimizer).prepare(parameters, gradients, )
                  _2 = (self.optimizer).update(float(learning_rate), )
                  _3 = (self.optimizer).release()
                  torch.set_grad_enabled(True)
                  return torch.detach(loss)
                def weights(self: SELF) -> List[Tensor]:
                  copies = annotate(List[Tensor], [])
                  for tensor in (self.network).state():
                    _0 = torch.append(copies, torch.clone(torch.detach(tensor), memory_format=0))
                  return copies
                def gradients(self: SELF) -> List[Tensor]:
                  kept = self.kept_gradients
                  self.kept_gradients = annotate(List[Tensor], [])
                  return kept
                def optimizer_state(self: SELF) -> List[Tensor]:
                  copies = annotate(List[Tensor], [])
                  for tensor in (self.optimizer).state():
                    _0 = torch.append(copies, torch.clone(tensor, memory_format=0))
                  return copies
                def steps(self: SELF) -> Tensor:
                  return torch.tensor(self.optimizer.steps, dtype=4)
                """);
    return new ScriptObject(type)
        .put("network", network)
        .put("optimizer", updates)
        .put("kept_gradients", new ScriptObject.WeightsList(List.of()));
  }

  private static ScriptObject optimizer(
      OptimizerSpec optimizer, List<String> parameterNames, StateDict state) {
    ScriptClass type =
        new ScriptClass(optimizer instanceof OptimizerSpec.Adam ? "Adam" : "Sgd")
            .attribute("steps", "int")
            .attribute("parameters", ScriptClass.TENSORS)
            .attribute("gradients", ScriptClass.TENSORS)
            .attribute("scratch", ScriptClass.TENSORS);
    ScriptObject object =
        new ScriptObject(type)
            .put("steps", state.get(STEP).toLong())
            .put("parameters", new ScriptObject.WeightsList(List.of()))
            .put("gradients", new ScriptObject.WeightsList(List.of()))
            .put("scratch", new ScriptObject.WeightsList(List.of()));
    if (optimizer instanceof OptimizerSpec.Adam adam) {
      real(type, object, "beta1", adam.beta1());
      real(type, object, "beta2", adam.beta2());
      real(type, object, "eps", adam.eps());
      real(type, object, "weight_decay", adam.weightDecay());
      flag(type, object, "decoupled", adam.decoupled());
      flag(type, object, "amsgrad", adam.amsgrad());
    } else if (optimizer instanceof OptimizerSpec.Sgd sgd) {
      real(type, object, "momentum", sgd.momentum());
      real(type, object, "weight_decay", sgd.weightDecay());
      flag(type, object, "nesterov", sgd.nesterov());
    }
    List<String> kept = stateNames(optimizer);
    List<String> lists =
        optimizer instanceof OptimizerSpec.Adam
            ? List.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq")
            : List.of("momentum_buffer");
    for (String list : lists) {
      type.attribute(list, ScriptClass.TENSORS);
      List<Tensor> tensors = new ArrayList<>();
      if (kept.contains(list)) {
        parameterNames.forEach(name -> tensors.add(state.get(list + "." + name)));
      }
      object.put(list, new ScriptObject.WeightsList(tensors));
    }
    type.methods(OPTIMIZER_ATTRIBUTES)
        .methods(optimizer instanceof OptimizerSpec.Adam ? ADAM : SGD)
        .methods(state(lists));
    return object;
  }

  private static String state(List<String> lists) {
    String sum =
        lists.stream().map("self."::concat).reduce("torch.add(%s, %s)"::formatted).orElseThrow();
    return "def state(self: SELF) -> List[Tensor]:\n  return %s\n".formatted(sum);
  }

  private static void real(ScriptClass type, ScriptObject object, String name, double value) {
    type.attribute(name, "float");
    object.put(name, value);
  }

  private static void flag(ScriptClass type, ScriptObject object, String name, boolean value) {
    type.attribute(name, "bool");
    object.put(name, value);
  }
}
