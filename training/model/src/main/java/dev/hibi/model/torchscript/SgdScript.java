package dev.hibi.model.torchscript;

import dev.hibi.model.network.OptimizerSpec;

/** Stochastic gradient descent as {@code torch.optim.SGD} computes it. */
final class SgdScript {
  private static final String UPDATE =
      """
      def update(self: SELF, learning_rate: float) -> NoneType:
        self.momenta = (self).in_memory_order(self.momentum_buffer, )
        torch._fused_sgd_(self.parameters, self.gradients, self.momenta, weight_decay=self.weight_decay, momentum=self.momentum, lr=learning_rate, dampening=0., nesterov=self.nesterov, maximize=False, is_first_step=False)
        self.momenta = annotate(List[Tensor], [])
        return None
      """;

  private SgdScript() {}

  static OptimizerScript of(OptimizerSpec.Sgd sgd) {
    return new OptimizerScript("Sgd", UPDATE)
        .put("momentum", sgd.momentum())
        .put("weight_decay", sgd.weightDecay())
        .put("nesterov", sgd.nesterov())
        .passing("momenta")
        .lists("momentum_buffer");
  }
}
