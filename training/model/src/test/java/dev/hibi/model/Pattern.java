package dev.hibi.model;

import dev.hibi.model.network.Layer;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tensors filled by the formula of {@code benchmarks/peers/resnet_logits.py}. */
public final class Pattern {
  private Pattern() {}

  /** Values in [-0.5, 0.5) times a factor plus an offset. */
  public static float[] values(int count, long salt, double factor, double offset) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      double value = (i * 7919L + salt * 104729L) % 1000003L / 1000003.0 - 0.5;
      values[i] = (float) (offset + factor * value);
    }
    return values;
  }

  /** The weights of a network, in the order of torchvision's state_dict. */
  public static StateDict weights(Backbone backbone, int classes) {
    return weights(backbone.network(classes));
  }

  /** The weights of a network, in the order of its parameters. */
  public static StateDict weights(NetworkDefinition network) {
    Map<String, Tensor> filled = new LinkedHashMap<>();
    int salt = 0;
    for (Layer.Parameter parameter : network.parameters()) {
      filled.put(
          parameter.name(),
          parameter.type() == Tensor.Type.FLOAT32 ? fill(parameter, salt++) : Tensor.scalar(0));
    }
    return new StateDict(filled);
  }

  private static Tensor fill(Layer.Parameter parameter, int salt) {
    String name = parameter.name();
    long[] shape = parameter.shape().stream().mapToLong(Long::longValue).toArray();
    int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    double factor =
        shape.length == 4
            ? Math.sqrt(24.0 / (shape[0] * shape[2] * shape[3]))
            : name.startsWith("fc.") ? 0.1 : 0.4;
    double offset = 0;
    if (name.endsWith("running_var")) {
      offset = 1;
    } else if (name.endsWith(".weight") && shape.length == 1) {
      offset = 0.6;
    }
    return Tensor.of(values(count, salt, factor, offset), shape);
  }
}
