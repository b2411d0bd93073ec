package dev.hibi.model.torchscript;

import dev.hibi.model.network.ActivationRanges.Range;

/**
 * A convolution with the batch normalisation behind it, which only answers and multiplies integers
 * of 8 bits: weights in steps of their own for each output channel, inputs and outputs in steps
 * that were measured. Sums within are whole numbers of 32 bits.
 *
 * <p>Methods as {@link ConvolutionScript} has them; all but {@code reference} take and give
 * quantized tensors, and {@code add_relu} writes over nothing. The steps of the convolution's own
 * result are {@code step} and {@code zero}, those of a sum {@code sum_step} and {@code sum_zero}.
 *
 * <p>For CPUs on which PyTorch computes these with oneDNN: its other library saturates.
 */
final class QuantizedScript {
  private static final String NAME = "QuantizedConv2d";
  private static final String PACKED = "__torch__.torch.classes.quantized.Conv2dPackedParamsBase";

  /** Steps of a weight on either side of 0. */
  private static final int LEVELS = 127;

  private static final String METHODS =
      """
      def prepare(self: SELF, batch: int, height: int, width: int) -> NoneType:
        weight = self.weight
        peaks = torch.clamp_min(torch.amax(torch.abs(weight), [1, 2, 3]), 1e-20)
        steps = torch.div(peaks, %1$d)
        zeros = torch.zeros([torch.size(weight, 0)], dtype=4)
        quantized = torch.quantize_per_channel(weight, steps, zeros, 0, 12)
        self.packed = ops.quantized.conv2d_prepack(quantized, self.bias, [self.stride, self.stride], [self.padding, self.padding], [1, 1], 1)
        return None
      def ready(self: SELF) -> %2$s:
        packed = self.packed
        none = uninitialized(%2$s)
        if torch.__isnot__(packed, None):
          ready = unchecked_cast(%2$s, packed)
        else:
          ops.prim.RaiseException("not prepared")
          ready = none
        return ready
      def plain(self: SELF, x: Tensor) -> Tensor:
        return ops.quantized.conv2d(x, (self).ready(), self.step, self.zero)
      def relu(self: SELF, x: Tensor) -> Tensor:
        return ops.quantized.conv2d_relu(x, (self).ready(), self.step, self.zero)
      def add_relu(self: SELF, x: Tensor, y: Tensor) -> Tensor:
        return ops.quantized.add_relu((self).plain(x, ), y, self.sum_step, self.sum_zero)
      """
          .formatted(LEVELS, PACKED);

  private QuantizedScript() {}

  /** The class of all such convolutions of a network. */
  static ScriptClass type() {
    return ConvolutionScript.folded(new ScriptClass(NAME))
        .attribute("packed", "Optional[" + PACKED + "]")
        .attribute("step", "float")
        .attribute("zero", "int")
        .attribute("sum_step", "float")
        .attribute("sum_zero", "int")
        .methods(METHODS);
  }

  /** Sets the steps of a convolution's own result. */
  static void result(ScriptObject convolution, Range range) {
    convolution.put("step", range.step()).put("zero", range.zero());
  }

  /** Sets the steps of a sum of a convolution and another tensor. */
  static void sum(ScriptObject convolution, Range range) {
    convolution.put("sum_step", range.step()).put("sum_zero", range.zero());
  }

  /** An expression that gives a float32 tensor in steps. */
  static String quantized(String expression, Range range) {
    return "torch.quantize_per_tensor(torch.to(%s, %d), %s, %d, 13)"
        .formatted(expression, ScriptClass.FLOAT32, range.step(), range.zero());
  }
}
