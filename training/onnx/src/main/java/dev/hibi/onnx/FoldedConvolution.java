package dev.hibi.onnx;

import com.google.protobuf.CodedOutputStream;
import dev.hibi.model.network.Layer;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A convolution's weights with the batch normalisation behind it multiplied in, in float64, then
 * rounded: those that the classifier computes with in float32. They are made as they are written.
 */
final class FoldedConvolution {
  private final Layer.Convolution convolution;
  private final FloatBuffer weight;
  private final double[] factors;
  private final float[] bias;

  /**
   * Folds.
   *
   * @param weights of the network
   */
  FoldedConvolution(
      Layer.Convolution convolution, Layer.BatchNorm normalisation, StateDict weights) {
    this.convolution = convolution;
    this.weight = weights.get(convolution.name() + ".weight").floats();
    FloatBuffer scale = weights.get(normalisation.name() + ".weight").floats();
    FloatBuffer shift = weights.get(normalisation.name() + ".bias").floats();
    FloatBuffer mean = weights.get(normalisation.name() + ".running_mean").floats();
    FloatBuffer variance = weights.get(normalisation.name() + ".running_var").floats();
    this.factors = new double[convolution.out()];
    this.bias = new float[convolution.out()];
    for (int channel = 0; channel < factors.length; channel++) {
      double deviation = Math.sqrt((double) variance.get(channel) + Layer.BatchNorm.EPS);
      factors[channel] = scale.get(channel) / deviation;
      bias[channel] = (float) (shift.get(channel) - mean.get(channel) * factors[channel]);
    }
  }

  /** Float32 (out, in, kernel, kernel). */
  Initializer weight(String name) {
    long edge = convolution.kernel();
    List<Long> shape = List.of((long) convolution.out(), (long) convolution.in(), edge, edge);
    return new Initializer(name, ElementType.FLOAT32, shape, this::writeWeight);
  }

  /** Float32 (out). */
  Initializer bias(String name) {
    return Initializer.of(name, bias, (long) bias.length);
  }

  private void writeWeight(CodedOutputStream out) throws IOException {
    int each = weight.limit() / factors.length;
    for (int i = 0; i < weight.limit(); i++) {
      float folded = (float) (weight.get(i) * factors[i / each]);
      out.writeFixed32NoTag(Float.floatToRawIntBits(folded));
    }
  }
}
