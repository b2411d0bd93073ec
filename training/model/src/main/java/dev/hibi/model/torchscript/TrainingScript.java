package dev.hibi.model.torchscript;

import java.util.List;

/**
 * A network with its optimizer as one TorchScript module, so that a whole training step is one call
 * and the optimizer's state is where the gradients are.
 *
 * <p>Methods of the root: {@code take(inputs, labels, learning_rate)} receives a batch; {@code
 * step()} trains on it and returns its mean cross entropy; {@code step_keeping_gradients()} does
 * the same and leaves the gradients to {@code gradients()}, which gives them once; {@code
 * forward(inputs)} gives logits, {@code features(inputs)} and {@code head(features)} do so in two
 * parts; {@code weights()} and {@code optimizer_state()} return copies in PyTorch's plain layout,
 * {@code steps()} the count of updates.
 */
final class TrainingScript {
  private TrainingScript() {}

  /**
   * A module that trains.
   *
   * @param network with {@code forward}, {@code features}, {@code head}, {@code trainable} and
   *     {@code state}
   * @param updates as {@link OptimizerScript} makes it
   */
  static ScriptObject of(ScriptObject network, ScriptObject updates) {
    ScriptClass type =
        new ScriptClass("Training")
            .attribute("network", network.type().qualifiedName())
            .attribute("optimizer", updates.type().qualifiedName())
            .attribute("batch", ScriptClass.TENSORS)
            .attribute("kept_gradients", ScriptClass.TENSORS)
            .methods(
                """
                def forward(self: SELF, inputs: Tensor) -> Tensor:
                  return (self.network).forward(inputs, )
                def features(self: SELF, inputs: Tensor) -> Tensor:
                  return (self.network).features(inputs, )
                def head(self: SELF, features: Tensor) -> Tensor:
                  return (self.network).head(features, )
                def take(self: SELF, inputs: Tensor, labels: Tensor, learning_rate: Tensor) -> List[Tensor]:
                  self.batch = [inputs, labels, learning_rate]
                  return annotate(List[Tensor], [])
                def step(self: SELF) -> Tensor:
                  return (self).learn(False, )
                def step_keeping_gradients(self: SELF) -> Tensor:
                  return (self).learn(True, )
                def learn(self: SELF, keep: bool) -> Tensor:
                  batch = self.batch
                  self.batch = annotate(List[Tensor], [])
                  inputs, labels, learning_rate, = batch
                  loss = torch.cross_entropy_loss((self.network).forward(inputs, ), labels)
                  parameters = (self.network).trainable()
                  gradients = annotate(List[Tensor], [])
                  for gradient in torch.autograd.grad([loss], parameters):
                    if torch.__isnot__(gradient, None):
                      _0 = torch.append(gradients, (self).laid_out(unchecked_cast(Tensor, gradient), ))
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
                def laid_out(self: SELF, gradient: Tensor) -> Tensor:
                  if torch.eq(torch.dim(gradient), 4):
                    same = torch.contiguous(gradient, memory_format=2)
                  else:
                    same = torch.contiguous(gradient, memory_format=0)
                  return same
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
        .put("batch", new ScriptObject.WeightsList(List.of()))
        .put("kept_gradients", new ScriptObject.WeightsList(List.of()));
  }
}
