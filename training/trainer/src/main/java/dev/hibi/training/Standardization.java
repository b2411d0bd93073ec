package dev.hibi.training;

import dev.hibi.model.network.Layer;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * Features less their mean over the training data, times the inverse of their deviation, and what
 * that is to the head: one that answers the same, of features as they are, and back.
 *
 * <p>A deviation is {@code sqrt(variance + 1e-5)}, as batch normalisation has it, so that a feature
 * that hardly varies is not blown up. One that does not vary gets no weight: nothing can be learned
 * of it, and what it began with would be noise where it does vary.
 */
final class Standardization {
  /** Leaves features as they are. */
  static final Standardization NONE =
      new Standardization(new float[0], new float[0], new boolean[0]);

  private final float[] mean; // of each feature; empty where features are left as they are
  private final float[] inverse; // of the deviation of each
  private final boolean[] varies; // each at all

  private Standardization(float[] mean, float[] inverse, boolean[] varies) {
    this.mean = mean;
    this.inverse = inverse;
    this.varies = varies;
  }

  /** That of these samples, if they are features. */
  static Standardization of(Samples samples) {
    if (!(samples instanceof FeatureSamples features)) {
      return NONE;
    }
    double count = features.size();
    double[] means = new double[features.width()];
    features.forEachRow(
        row -> {
          for (int i = 0; i < means.length; i++) {
            means[i] += row[i];
          }
        });
    float[] mean = new float[means.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (means[i] / count);
    }
    double[] squares = new double[mean.length];
    features.forEachRow(
        row -> {
          for (int i = 0; i < squares.length; i++) {
            double difference = (double) row[i] - mean[i];
            squares[i] += difference * difference;
          }
        });
    float[] inverse = new float[mean.length];
    boolean[] varies = new boolean[mean.length];
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = (float) (1 / Math.sqrt(squares[i] / count + Layer.BatchNorm.EPS));
      varies[i] = squares[i] > 0;
    }
    return new Standardization(mean, inverse, varies);
  }

  private boolean isNone() {
    return mean.length == 0;
  }

  /** The same samples with standardised features. */
  Samples apply(Samples samples) {
    return !isNone() && samples instanceof FeatureSamples features
        ? features.standardized(this)
        : samples;
  }

  /** The same. */
  EpochLoop.Measured apply(EpochLoop.Measured measured) {
    return new EpochLoop.Measured(measured.name(), apply(measured.samples()));
  }

  /** Standardises rows in their place. */
  void apply(FloatBuffer rows, int count) {
    float[] row = new float[mean.length];
    for (int at = 0; !isNone() && at < count * row.length; at += row.length) {
      rows.get(at, row);
      for (int i = 0; i < row.length; i++) {
        row[i] = (row[i] - mean[i]) * inverse[i];
      }
      rows.put(at, row);
    }
  }

  /** The weights with a head of standardised features, from one of features as they are. */
  StateDict enter(StateDict weights, NetworkDefinition network) {
    return isNone() ? weights : head(weights, network.head(), true);
  }

  /** The weights with a head of features as they are, from one of standardised ones. */
  StateDict leave(StateDict weights, NetworkDefinition network) {
    return isNone() ? weights : head(weights, network.head(), false);
  }

  /** In float64, rounded once. */
  private StateDict head(StateDict weights, Layer.Linear head, boolean entering) {
    String weightName = head.name() + ".weight";
    String biasName = head.name() + ".bias";
    FloatBuffer weight = weights.get(weightName).floats();
    FloatBuffer bias = weights.get(biasName).floats();
    float[] weightNow = new float[head.out() * head.in()];
    float[] biasNow = new float[head.out()];
    for (int out = 0; out < head.out(); out++) {
      double sum = bias.get(out);
      for (int in = 0; in < head.in(); in++) {
        int at = out * head.in() + in;
        double given = weight.get(at);
        double product = given * mean[in];
        if (entering) {
          sum += product;
          weightNow[at] = varies[in] ? (float) (given / inverse[in]) : 0;
        } else {
          sum -= product * inverse[in];
          weightNow[at] = (float) (given * inverse[in]);
        }
      }
      biasNow[out] = (float) sum;
    }
    return weights.with(
        new StateDict(
            Map.of(
                weightName, Tensor.of(weightNow, head.out(), head.in()),
                biasName, Tensor.of(biasNow, head.out()))));
  }
}
