package dev.hibi.model.torchscript;

import dev.hibi.model.network.ActivationRanges;
import dev.hibi.model.network.Layer;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.Precision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A method of a network that only answers, {@code ranges(inputs)}: the least and the greatest of
 * the results of {@link ActivationRanges#layers}, float32 (layers, 2), in float32 by the {@code
 * reference} of its convolutions.
 */
final class RangesScript {
  private RangesScript() {}

  /** The method; convolutions are attributes, named as variables are. */
  static String method(NetworkDefinition network) {
    List<String> measured = ActivationRanges.layers(network);
    Map<String, String> variables = new HashMap<>();
    StringBuilder text = new StringBuilder("def ranges(self: SELF, inputs: Tensor) -> Tensor:\n");
    List<String> ranges = new ArrayList<>();
    for (Layer layer : network.layers()) {
      if (layer == network.head() || pools(layer)) {
        continue;
      }
      String[] inputs =
          layer.inputs().stream()
              .map(name -> Objects.requireNonNull(variables.get(name), name))
              .toArray(String[]::new);
      String variable = InferenceScript.variable(layer.name());
      if (layer instanceof Layer.BatchNorm) {
        variable = inputs[0]; // of the convolution, which is normalised
      } else {
        text.append("  %s = %s\n".formatted(variable, expression(layer, variable, inputs)));
      }
      variables.put(layer.name(), variable);
      if (measured.contains(layer.name())) {
        String range = "range" + ranges.size();
        text.append(
            "  %1$s = torch.stack([torch.min(%2$s), torch.max(%2$s)])\n"
                .formatted(range, variable));
        ranges.add(range);
      }
    }
    return text.append("  return torch.stack([%s])\n".formatted(String.join(", ", ranges)))
        .toString();
  }

  /** Whether a layer is behind all whose ranges are asked for. */
  private static boolean pools(Layer layer) {
    return layer instanceof Layer.GlobalAveragePool
        || layer instanceof Layer.GlobalMaxPool
        || layer instanceof Layer.Concat
        || layer instanceof Layer.Patches
        || layer instanceof Layer.PatchScore;
  }

  private static String expression(Layer layer, String variable, String[] inputs) {
    if (layer instanceof Layer.Images) {
      return "torch.contiguous(inputs, memory_format=2)";
    }
    if (layer instanceof Layer.Activations) {
      return LayerScript.given(layer, Precision.FLOAT32);
    }
    if (layer instanceof Layer.Convolution) {
      return "(self.%s).reference(%s, )".formatted(variable, inputs[0]);
    }
    return LayerScript.expression(layer, Precision.FLOAT32, false, inputs);
  }
}
