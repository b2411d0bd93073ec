package dev.hibi.model.torchscript;

import dev.hibi.model.network.StepSpec;
import dev.hibi.model.weights.Tensor;
import java.util.List;

/**
 * A network with its optimizer as one TorchScript module, so that a whole training step is one call
 * and the optimizer's state is where the gradients are. {@link TorchScript#with} lists its methods.
 */
final class TrainingScript {
  /** Lists of tensors that are empty between calls. */
  private static final List<String> PASSING =
      List.of("batch", "kept_gradients", "scaled", "moving", "sums", "total");

  private static final String STEP =
      """
      def forward(self: SELF, inputs: Tensor) -> Tensor:
        return (self.ANSWERING).forward(inputs, )
      def features(self: SELF, inputs: Tensor) -> Tensor:
        return (self.ANSWERING).features(inputs, )
      def head(self: SELF, features: Tensor) -> Tensor:
        return (self.ANSWERING).head(features, )
      def take(self: SELF, inputs: Tensor, labels: Tensor, numbers: List[float]) -> List[Tensor]:
        self.batch = [inputs, labels]
        self.numbers = numbers
        return annotate(List[Tensor], [])
      def copies(self: SELF, tensors: List[Tensor]) -> List[Tensor]:
        copies = annotate(List[Tensor], [])
        for tensor in tensors:
          _0 = torch.append(copies, torch.clone(torch.detach(tensor), memory_format=0))
        return copies
      def laid_out(self: SELF, tensor: Tensor) -> Tensor:
        if torch.eq(torch.dim(tensor), 4):
          same = torch.contiguous(tensor, memory_format=2)
        else:
          same = torch.contiguous(tensor, memory_format=0)
        return same
      def gradients_of(self: SELF, loss: Tensor) -> List[Tensor]:
        gradients = annotate(List[Tensor], [])
        for gradient in torch.autograd.grad([loss], (self.network).trainable()):
          if torch.__isnot__(gradient, None):
            _0 = torch.append(gradients, (self).laid_out(unchecked_cast(Tensor, gradient), ))
          else:
            pass
        return gradients
      """;

  private static final String LEARN =
      """
      def step(self: SELF) -> Tensor:
        return (self).learn(False, )
      def step_keeping_gradients(self: SELF) -> Tensor:
        return (self).learn(True, )
      def learn(self: SELF, keep: bool) -> Tensor:
        batch = self.batch
        self.batch = annotate(List[Tensor], [])
        inputs, labels, = batch
        loss = (self).loss(inputs, labels, )
        gradients = (self).gradients_of(loss, )
        torch.set_grad_enabled(False)
        if keep:
          self.kept_gradients = (self).copies(gradients, )
        else:
          pass
        _0 = (self).apply(gradients, )
        torch.set_grad_enabled(True)
        return torch.detach(loss)
      def weights(self: SELF) -> List[Tensor]:
        return (self).copies((self.network).state(), )
      def answering_weights(self: SELF) -> List[Tensor]:
        return (self).copies((self.ANSWERING).state(), )
      def gradients(self: SELF) -> List[Tensor]:
        kept = self.kept_gradients
        self.kept_gradients = annotate(List[Tensor], [])
        return kept
      """;

  private static final String GATHER =
      """
      def gather(self: SELF) -> Tensor:
        batch = self.batch
        self.batch = annotate(List[Tensor], [])
        inputs, labels, = batch
        loss = (self).loss(inputs, labels, )
        gradients = (self).gradients_of(loss, )
        torch.set_grad_enabled(False)
        weight = (self).weight_of(labels, )
        share = torch.mul(torch.detach(loss), weight)
        self.scaled = gradients
        torch._foreach_mul_(self.scaled, weight)
        if torch.eq(torch.len(self.sums), 0):
          self.sums = gradients
          self.total = [weight, share]
        else:
          torch._foreach_add_(self.sums, self.scaled)
          total = self.total
          self.total = [torch.add(total[0], weight), torch.add(total[1], share)]
        self.scaled = annotate(List[Tensor], [])
        torch.set_grad_enabled(True)
        return torch.detach(loss)
      def gathered(self: SELF) -> List[Tensor]:
        gathered = torch.add(self.sums, self.total)
        self.sums = annotate(List[Tensor], [])
        self.total = annotate(List[Tensor], [])
        return gathered
      def put_gathered(self: SELF, gathered: List[Tensor]) -> List[Tensor]:
        sums = annotate(List[Tensor], [])
        for tensor in torch.slice(gathered, None, -2, 1):
          _0 = torch.append(sums, (self).laid_out(torch.clone(tensor), ))
        self.sums = sums
        self.total = torch.slice(gathered, -2, None, 1)
        return annotate(List[Tensor], [])
      def update(self: SELF, rate: float, keep: bool) -> Tensor:
        total = self.total
        gradients = self.sums
        self.scaled = gradients
        self.sums = annotate(List[Tensor], [])
        self.total = annotate(List[Tensor], [])
        torch._foreach_div_(self.scaled, total[0])
        self.scaled = annotate(List[Tensor], [])
        if keep:
          self.kept_gradients = (self).copies(gradients, )
        else:
          pass
        self.numbers = [rate]
        _0 = (self).apply(gradients, )
        return torch.div(total[1], total[0])
      """;

  private TrainingScript() {}

  /**
   * A module that trains.
   *
   * @param network with {@code forward}, {@code features}, {@code head}, {@code trainable} and
   *     {@code state}
   * @param average the same with the moving average of the weights, if the step keeps one
   */
  static ScriptObject of(
      ScriptObject network, ScriptObject average, UpdateScript updates, StepSpec step) {
    ScriptClass type =
        new ScriptClass("Training").attribute("network", network.type().qualifiedName());
    ScriptObject object = new ScriptObject(type).put("network", network);
    if (step.averages()) {
      type.attribute("average", average.type().qualifiedName());
      object.put("average", average);
    }
    for (String list : PASSING) {
      type.attribute(list, ScriptClass.TENSORS);
      object.put(list, new ScriptObject.WeightsList(List.of()));
    }
    type.attribute("numbers", "List[float]");
    object.put("numbers", new ScriptObject.Reals());
    type.attribute("class_weights", ScriptClass.TENSORS);
    object.put("class_weights", new ScriptObject.WeightsList(classWeights(step)));
    String answering = step.averages() ? "average" : "network";
    type.methods(STEP.replace("ANSWERING", answering)).methods(LossScript.methods(step));
    updates.addTo(type, object);
    type.methods(LEARN.replace("ANSWERING", answering)).methods(GATHER);
    return object;
  }

  private static List<Tensor> classWeights(StepSpec step) {
    List<Double> weights = step.classWeights();
    float[] values = new float[weights.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = weights.get(i).floatValue();
    }
    return values.length == 0 ? List.of() : List.of(Tensor.of(values, values.length));
  }
}
