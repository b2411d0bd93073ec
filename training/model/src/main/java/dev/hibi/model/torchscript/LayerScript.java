package dev.hibi.model.torchscript;

import dev.hibi.model.network.Layer;
import dev.hibi.model.network.Precision;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What each kind of layer is in TorchScript: a class, for those with weights, or an expression.
 * Classes have {@code trainable()}, a list of the parameters, and {@code state()}, a list of all
 * tensors.
 */
final class LayerScript {
  private static final String CONVOLUTION =
      """
      def forward(self: SELF, x: Tensor) -> Tensor:
        stride = self.stride
        padding = self.padding
        return torch.conv2d(x, %s, None, [stride, stride], [padding, padding], [1, 1], 1)
      """;

  /** A frozen one uses its statistics as they are, also while the network trains. */
  private static final String BATCH_NORM =
      """
      def forward(self: SELF, x: Tensor) -> Tensor:
        if self.frozen:
          learning = False
        else:
          learning = self.training
        if learning:
          _0 = torch.add_(self.num_batches_tracked, 1)
        else:
          pass
        return torch.batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var, learning, %s, %s, True)
      """
          .formatted(Layer.BatchNorm.MOMENTUM, Layer.BatchNorm.EPS);

  private static final String LINEAR =
      """
      def forward(self: SELF, x: Tensor) -> Tensor:
        return torch.linear(x, self.weight, self.bias)
      """;

  private LayerScript() {}

  /** The class of a layer with weights; equal for all of a kind. */
  static ScriptClass type(Layer layer, Precision precision) {
    if (layer instanceof Layer.Convolution) {
      return weighted("Conv2d", layer)
          .attribute("stride", "int")
          .attribute("padding", "int")
          .methods(CONVOLUTION.formatted(cast("self.weight", precision)));
    }
    if (layer instanceof Layer.BatchNorm) {
      return weighted("BatchNorm2d", layer).attribute("frozen", "bool").methods(BATCH_NORM);
    }
    if (layer instanceof Layer.Linear) {
      return weighted("Linear", layer).methods(LINEAR);
    }
    if (layer instanceof Layer.PatchScore score) {
      return weighted("PatchScore", layer).methods(PatchScript.methods(score));
    }
    throw new IllegalArgumentException("no module: expected a layer with weights, found " + layer);
  }

  private static ScriptClass weighted(String name, Layer layer) {
    ScriptClass type = new ScriptClass(name);
    layer
        .parameters()
        .forEach(
            slot -> {
              String attribute = attribute(slot.name());
              if (slot.learns()) {
                type.parameter(attribute);
              } else {
                type.buffer(attribute);
              }
            });
    return type.methods(list("trainable", layer, true)).methods(list("state", layer, false));
  }

  /** The attribute that holds a tensor, which is the last part of its name. */
  static String attribute(String parameter) {
    return parameter.substring(parameter.lastIndexOf('.') + 1);
  }

  private static String list(String method, Layer layer, boolean learningOnly) {
    return layer.parameters().stream()
        .filter(slot -> slot.learns() || !learningOnly)
        .map(slot -> "self." + attribute(slot.name()))
        .collect(
            Collectors.joining(
                ", ", "def " + method + "(self: SELF) -> List[Tensor]:\n  return [", "]\n"));
  }

  /**
   * A layer without weights as an expression.
   *
   * @param precision of images; a vector of means is float32 always
   * @param inPlace whether the first input may be written over
   * @param inputs variables
   */
  static String expression(Layer layer, Precision precision, boolean inPlace, String... inputs) {
    String suffix = inPlace ? "_" : "";
    if (layer instanceof Layer.Relu) {
      return "torch.relu%s(%s)".formatted(suffix, inputs[0]);
    }
    if (layer instanceof Layer.Add) {
      return "torch.add%s(%s, %s)".formatted(suffix, inputs[0], inputs[1]);
    }
    if (layer instanceof Layer.MaxPool pool) {
      return String.format(
          Locale.ROOT,
          "torch.max_pool2d(%1$s, [%2$d, %2$d], [%3$d, %3$d], [%4$d, %4$d], [1, 1], False)",
          inputs[0],
          pool.kernel(),
          pool.stride(),
          pool.padding());
    }
    if (layer instanceof Layer.GlobalAveragePool) {
      return "torch.flatten(torch.adaptive_avg_pool2d(%s, [1, 1]), 1, -1)"
          .formatted(toFloat32(inputs[0], precision));
    }
    if (layer instanceof Layer.GlobalMaxPool) {
      return toFloat32("torch.amax(%s, [2, 3], False)".formatted(inputs[0]), precision);
    }
    if (layer instanceof Layer.Patches patches) {
      return PatchScript.patches(patches, inputs[0], inputs[1]);
    }
    if (layer instanceof Layer.Concat) {
      return "torch.cat([%s], 1)".formatted(String.join(", ", inputs));
    }
    throw new IllegalArgumentException(
        "no expression: expected a layer without weights, found " + layer);
  }

  /** What a network is given, as its first layer says it, from the argument {@code inputs}. */
  static String given(Layer layer, Precision precision) {
    if (layer instanceof Layer.Images) {
      return cast("torch.contiguous(inputs, memory_format=2)", precision);
    }
    if (layer instanceof Layer.Activations) {
      String map =
          precision == Precision.FLOAT32
              ? "inputs"
              : "torch.view_copy(inputs, dtype=%d)".formatted(ScriptClass.number(precision));
      return "torch.permute(%s, [0, 3, 1, 2])".formatted(map);
    }
    return "inputs";
  }

  private static String toFloat32(String expression, Precision precision) {
    return precision == Precision.FLOAT32
        ? expression
        : "torch.to(%s, %d)".formatted(expression, ScriptClass.FLOAT32);
  }

  /** An expression whose value is float32, in another precision; gradients are float32 again. */
  static String cast(String expression, Precision precision) {
    return precision == Precision.FLOAT32
        ? expression
        : "torch.to(%s, %d)".formatted(expression, ScriptClass.number(precision));
  }

  /** Whether a layer may write over the result of this one: gradients do not ask for it again. */
  static boolean resultMayBeOverwritten(Layer layer) {
    return layer instanceof Layer.BatchNorm || layer instanceof Layer.Add;
  }
}
