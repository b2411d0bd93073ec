package dev.hibi.model.torchscript;

import dev.hibi.model.network.OptimizerSpec;

/** Adam, with AMSGrad and as AdamW, as {@code torch.optim} computes them. */
final class AdamScript {
  private static final String UPDATE =
      """
      def update(self: SELF, learning_rate: float) -> NoneType:
        self.means = (self).in_memory_order(self.exp_avg, )
        self.squares = (self).in_memory_order(self.exp_avg_sq, )
        self.maxima = (self).in_memory_order(self.max_exp_avg_sq, )
        torch.%s(self.parameters, self.gradients, self.means, self.squares, self.maxima, self.counts, lr=learning_rate, beta1=self.beta1, beta2=self.beta2, weight_decay=self.weight_decay, eps=self.eps, amsgrad=self.amsgrad, maximize=False)
        self.means = annotate(List[Tensor], [])
        self.squares = annotate(List[Tensor], [])
        self.maxima = annotate(List[Tensor], [])
        return None
      """;

  private AdamScript() {}

  static OptimizerScript of(OptimizerSpec.Adam adam) {
    return new OptimizerScript(
            "Adam", UPDATE.formatted(adam.decoupled() ? "_fused_adamw_" : "_fused_adam_"))
        .put("beta1", adam.beta1())
        .put("beta2", adam.beta2())
        .put("eps", adam.eps())
        .put("weight_decay", adam.weightDecay())
        .put("amsgrad", adam.amsgrad())
        .passing("means", "squares", "maxima")
        .lists("exp_avg", "exp_avg_sq", "max_exp_avg_sq");
  }
}
