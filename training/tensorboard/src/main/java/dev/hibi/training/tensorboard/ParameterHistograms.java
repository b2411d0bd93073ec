package dev.hibi.training.tensorboard;

import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import dev.hibi.tensorboard.SummaryWriter;
import java.util.Map;

/**
 * Distributions of parameters, a histogram for each tensor. Numbers that are not finite have no
 * place in a histogram: they are left out and counted.
 */
final class ParameterHistograms {
  private final SummaryWriter writer;
  private final long step;

  ParameterHistograms(SummaryWriter writer, long step) {
    this.writer = writer;
    this.step = step;
  }

  /**
   * Writes a histogram {@code <kind>/<name>} for each tensor of float32 and the curve {@code
   * not_finite/<kind>}.
   */
  void write(String kind, StateDict tensors) {
    long notFinite = 0;
    for (Map.Entry<String, Tensor> entry : tensors.asMap().entrySet()) {
      if (entry.getValue().type() == Tensor.Type.FLOAT32) {
        float[] values = entry.getValue().toFloatArray();
        float[] finite = finite(values);
        notFinite += values.length - finite.length;
        if (finite.length > 0) {
          writer.histogram(kind + "/" + entry.getKey(), finite, step);
        }
      }
    }
    writer.scalar("not_finite/" + kind, (double) notFinite, step);
  }

  private static float[] finite(float[] values) {
    int count = 0;
    for (float value : values) {
      count += Float.isFinite(value) ? 1 : 0;
    }
    if (count == values.length) {
      return values;
    }
    float[] finite = new float[count];
    int at = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        finite[at++] = value;
      }
    }
    return finite;
  }
}
