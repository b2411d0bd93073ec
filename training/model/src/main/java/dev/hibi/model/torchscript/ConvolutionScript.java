package dev.hibi.model.torchscript;

import dev.hibi.model.network.Layer;
import dev.hibi.model.network.Precision;

/**
 * A convolution with the batch normalisation behind it, which only answers: one object of one
 * class.
 *
 * <p>Methods: {@code fold()} multiplies the normalisation into the weights, in float64; {@code
 * prepare(batch, height, width)} makes the weights that are computed with, for inputs of a shape;
 * {@code plain(x)}, {@code relu(x)} and {@code add_relu(x, y)}, which may write over y, compute
 * with them; {@code reference(x)} computes in float32, as PyTorch does without being told how;
 * {@code settle()} drops what only that needs.
 */
final class ConvolutionScript {
  private static final String NAME = "Conv2d";

  private static final String FOLDING =
      """
      def fold(self: SELF) -> NoneType:
        variance = torch.add(torch.to(self.running_var, %1$d), %2$s)
        factor = torch.div(torch.to(self.scale, %1$d), torch.sqrt(variance))
        mean = torch.mul(torch.to(self.running_mean, %1$d), factor)
        weight = torch.mul(torch.to(self.weight, %1$d), torch.reshape(factor, [-1, 1, 1, 1]))
        self.weight = torch.contiguous(torch.to(weight, %3$d), memory_format=2)
        self.bias = torch.to(torch.sub(torch.to(self.shift, %1$d), mean), %3$d)
        return None
      def reference(self: SELF, x: Tensor) -> Tensor:
        return torch.conv2d(x, self.weight, self.bias, [self.stride, self.stride], [self.padding, self.padding], [1, 1], 1)
      def settle(self: SELF) -> NoneType:
        none = torch.zeros([0])
        self.weight = none
        self.bias = none
        self.scale = none
        self.shift = none
        self.running_mean = none
        self.running_var = none
        return None
      """
          .formatted(ScriptClass.FLOAT64, Layer.BatchNorm.EPS, ScriptClass.FLOAT32);

  private static final String PLAIN =
      """
      def prepare(self: SELF, batch: int, height: int, width: int) -> NoneType:
        self.ready = torch.to(self.weight, %1$d)
        self.ready_bias = torch.to(self.bias, %1$d)
        return None
      def plain(self: SELF, x: Tensor) -> Tensor:
        return torch.conv2d(x, self.ready, self.ready_bias, [self.stride, self.stride], [self.padding, self.padding], [1, 1], 1)
      def relu(self: SELF, x: Tensor) -> Tensor:
        return torch.relu_((self).plain(x, ))
      def add_relu(self: SELF, x: Tensor, y: Tensor) -> Tensor:
        return torch.relu_(torch.add_((self).plain(x, ), y))
      """;

  private static final String LAID_OUT =
      """
      def prepare(self: SELF, batch: int, height: int, width: int) -> NoneType:
        weight = torch.to(self.weight, %1$d)
        self.ready = (self).laid_out(weight, batch, height, width, )
        if %2$s:
          single = (self).laid_out(weight, 1, height, width, )
        else:
          single = self.ready
        self.single = single
        self.ready_bias = torch.to(self.bias, %1$d)
        return None
      def laid_out(self: SELF, weight: Tensor, batch: int, height: int, width: int) -> Tensor:
        return ops.mkldnn._reorder_convolution_weight(weight, [self.padding, self.padding], [self.stride, self.stride], [1, 1], 1, [batch, torch.size(weight, 1), height, width])
      def fitting(self: SELF, x: Tensor) -> Tensor:
        if torch.eq(torch.size(x, 0), 1):
          fitting = self.single
        else:
          fitting = self.ready
        return fitting
      def plain(self: SELF, x: Tensor) -> Tensor:
        return ops.mkldnn._convolution_pointwise(x, (self).fitting(x, ), self.ready_bias, [self.padding, self.padding], [self.stride, self.stride], [1, 1], 1, "none", annotate(List[Optional[number]], []), None)
      def relu(self: SELF, x: Tensor) -> Tensor:
        return ops.mkldnn._convolution_pointwise(x, (self).fitting(x, ), self.ready_bias, [self.padding, self.padding], [self.stride, self.stride], [1, 1], 1, "relu", annotate(List[Optional[number]], []), None)
      def add_relu(self: SELF, x: Tensor, y: Tensor) -> Tensor:
        return ops.mkldnn._convolution_pointwise_(y, x, (self).fitting(x, ), self.ready_bias, [self.padding, self.padding], [self.stride, self.stride], [1, 1], 1, "add", 1., "relu", annotate(List[Optional[number]], []), None)
      """;

  /**
   * Of which convolutions a single image wants the weights laid out in another way than many do:
   * those of 1 x 1 that widen, and only in float32. To lay them out for each image anew took half
   * of the time of a ResNet-50 of 224 pixels.
   */
  private static final String SINGLES =
      "torch.__and__(torch.eq(torch.size(weight, 2), 1), torch.lt(torch.size(weight, 1), torch.size(weight, 0)))";

  private ConvolutionScript() {}

  /** The class of all convolutions of a network. */
  static ScriptClass type(InferenceForm form) {
    return folded(new ScriptClass(NAME))
        .attribute("ready", ScriptClass.TENSOR)
        .attribute("ready_bias", ScriptClass.TENSOR)
        .attribute("single", ScriptClass.TENSOR)
        .methods(
            (form.laidOut() ? LAID_OUT : PLAIN)
                .formatted(
                    ScriptClass.number(form.precision()),
                    form.precision() == Precision.FLOAT32 ? SINGLES : "False"));
  }

  /** Adds what a convolution of any kind has: its tensors, folding and the reference. */
  static ScriptClass folded(ScriptClass type) {
    for (String tensor :
        new String[] {"weight", "scale", "shift", "running_mean", "running_var", "bias"}) {
      type.attribute(tensor, ScriptClass.TENSOR);
    }
    return type.attribute("stride", "int").attribute("padding", "int").methods(FOLDING);
  }
}
