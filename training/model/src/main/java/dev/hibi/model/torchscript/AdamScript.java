package dev.hibi.model.torchscript;

import dev.hibi.model.network.OptimizerSpec;

/** Adam, with AMSGrad and as AdamW, as {@code torch.optim} computes them. */
final class AdamScript {
  private static final String UPDATE =
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

  private AdamScript() {}

  static OptimizerScript of(OptimizerSpec.Adam adam) {
    return new OptimizerScript("Adam", UPDATE)
        .put("beta1", adam.beta1())
        .put("beta2", adam.beta2())
        .put("eps", adam.eps())
        .put("weight_decay", adam.weightDecay())
        .put("decoupled", adam.decoupled())
        .put("amsgrad", adam.amsgrad())
        .lists("exp_avg", "exp_avg_sq", "max_exp_avg_sq");
  }
}
