package dev.hibi.model.torchscript;

import dev.hibi.model.network.StepSpec;

/**
 * The loss of a training as TorchScript: methods {@code loss(inputs, labels)}, the mean over a
 * batch, and {@code weight_of(labels)}, by which batches count among each other.
 *
 * <p>The list {@code numbers} is what {@code take} was given: the learning rate, then of {@link
 * StepSpec.Mixing} {@code lambda}, {@code top}, {@code bottom}, {@code left}, {@code right}.
 */
final class LossScript {
  private static final String LOSS =
      """
      def loss(self: SELF, inputs: Tensor, labels: Tensor) -> Tensor:
        return torch.cross_entropy_loss((self.network).forward(inputs, ), labels%s)
      """;

  private static final String MIXED_LOSS =
      """
      def mixed(self: SELF, inputs: Tensor) -> Tensor:
        numbers = self.numbers
        other = torch.flip(inputs, [0])
        if torch.gt(numbers[3], numbers[2]):
          mixed = torch.clone(inputs)
          to = torch.slice(torch.slice(mixed, 2, int(numbers[2]), int(numbers[3])), 3, int(numbers[4]), int(numbers[5]))
          _0 = torch.copy_(to, torch.slice(torch.slice(other, 2, int(numbers[2]), int(numbers[3])), 3, int(numbers[4]), int(numbers[5])))
        else:
          mixed = torch.add(torch.mul(inputs, numbers[1]), torch.mul(other, torch.sub(1., numbers[1])))
        return mixed
      def loss(self: SELF, inputs: Tensor, labels: Tensor) -> Tensor:
        logits = (self.network).forward((self).mixed(inputs, ), )
        share = (self.numbers)[1]
        truth = torch.to(torch.one_hot(labels, torch.size(logits, 1)), 6)
        targets = torch.add(torch.mul(truth, share), torch.mul(torch.flip(truth, [0]), torch.sub(1., share)))
        return torch.cross_entropy_loss(logits, targets%s)
      """;

  private static final String COUNT =
      """
      def weight_of(self: SELF, labels: Tensor) -> Tensor:
        return torch.tensor(float(torch.size(labels, 0)), dtype=6, device=ops.prim.device(labels))
      """;

  /** What a mean by class weights divides by. */
  private static final String WEIGHTS =
      """
      def weight_of(self: SELF, labels: Tensor) -> Tensor:
        return torch.sum(torch.index_select((self.class_weights)[0], 0, labels))
      """;

  private LossScript() {}

  /** The methods, for a class with the attributes {@code numbers} and {@code class_weights}. */
  static String methods(StepSpec step) {
    boolean weighted = !step.classWeights().isEmpty();
    String options = "";
    if (weighted || step.labelSmoothing() > 0) {
      String weights = weighted ? "(self.class_weights)[0]" : "None";
      options = ", %s, 1, -100, %s".formatted(weights, step.labelSmoothing());
    }
    return (step.mixes() ? MIXED_LOSS : LOSS).formatted(options)
        + (weighted && !step.mixes() ? WEIGHTS : COUNT);
  }
}
