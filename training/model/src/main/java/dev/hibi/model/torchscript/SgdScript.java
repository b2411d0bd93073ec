package dev.hibi.model.torchscript;

import dev.hibi.model.network.OptimizerSpec;

/** Stochastic gradient descent as {@code torch.optim.SGD} computes it. */
final class SgdScript {
  private static final String UPDATE =
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

  private SgdScript() {}

  static OptimizerScript of(OptimizerSpec.Sgd sgd) {
    return new OptimizerScript("Sgd", UPDATE)
        .put("momentum", sgd.momentum())
        .put("weight_decay", sgd.weightDecay())
        .put("nesterov", sgd.nesterov())
        .lists("momentum_buffer");
  }
}
