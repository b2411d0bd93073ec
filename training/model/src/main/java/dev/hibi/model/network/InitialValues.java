package dev.hibi.model.network;

import dev.hibi.model.network.Layer.Parameter;
import dev.hibi.model.network.Layer.Parameter.Initial;
import dev.hibi.model.weights.Tensor;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;

/** Draws what parameters begin with. */
final class InitialValues {

  private InitialValues() {}

  static Tensor draw(Parameter parameter, long seed) {
    if (parameter.type() == Tensor.Type.INT64) {
      return counter(parameter);
    }
    Initial initial = parameter.initial();
    float[] values = new float[Math.toIntExact(parameter.elementCount())];
    if (initial instanceof Initial.Constant constant) {
      Arrays.fill(values, (float) constant.value());
    } else {
      fill(values, source(initial, stream(seed, parameter.name())));
    }
    return Tensor.of(values, parameter.shapeArray());
  }

  /** The only whole numbers in a network count batches. */
  private static Tensor counter(Parameter parameter) {
    if (!parameter.shape().isEmpty()
        || !(parameter.initial() instanceof Initial.Constant constant)) {
      throw new IllegalStateException(
          "cannot draw: expected a constant int64[], found %s of %s (%s)"
              .formatted(parameter.initial(), parameter.layout(), parameter.name()));
    }
    return Tensor.scalar((long) constant.value());
  }

  private static DoubleSupplier source(Initial initial, Random random) {
    if (initial instanceof Initial.HeNormal normal) {
      double std = Math.sqrt(2.0 / normal.fanOut());
      return () -> random.nextGaussian() * std;
    }
    double bound = ((Initial.Uniform) initial).bound();
    return () -> (2 * random.nextDouble() - 1) * bound;
  }

  private static void fill(float[] values, DoubleSupplier source) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) source.getAsDouble();
    }
  }

  private static Random stream(long seed, String name) {
    return new Random(seed * 0x9E3779B97F4A7C15L + name.hashCode());
  }
}
