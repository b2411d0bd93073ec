package dev.hibi.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.scoring.Familiarity;
import dev.hibi.model.scoring.FamiliarityScale;
import dev.hibi.model.scoring.NeighbourBank;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A bank beside a model: what a {@link NeighbourBank} says, for a batch at once. Which rows are
 * nearest is found by one matrix product on the model's device; how far those are is computed here
 * from the differences, since a product loses what is near.
 *
 * <p>Arrays belong to the manager that it was made with. Thread-safe.
 */
final class KnownImages {
  private static final int SPARE =
      4; // rows looked at again, lest rounding have hidden a nearer one

  private final float[] rows; // (N, width)
  private final int width;
  private final NDArray columns; // (width, N), a column after the other as a product reads them
  private final NDArray halfSquares; // (1, N)
  private final FamiliarityScale scale;

  KnownImages(StoredBank bank, NDManager manager) {
    this.rows = bank.rows().toFloatArray();
    this.width = bank.width();
    this.scale = bank.scale();
    int count = bank.count();
    float[] transposed = new float[rows.length];
    float[] half = new float[count];
    for (int row = 0; row < count; row++) {
      double square = 0;
      for (int i = 0; i < width; i++) {
        float value = rows[row * width + i];
        transposed[i * count + row] = value;
        square += (double) value * value;
      }
      half[row] = (float) (square / 2);
    }
    this.columns = manager.create(FloatBuffer.wrap(transposed), new Shape(width, count));
    this.halfSquares = manager.create(FloatBuffer.wrap(half), new Shape(1, count));
  }

  /**
   * How familiar images are.
   *
   * @param features float32 (N, width), on the bank's device
   * @return in the order of the rows
   */
  List<Familiarity> of(NDArray features) {
    float[] unit = normalized(features.toFloatArray());
    int count = unit.length / width;
    int near = (int) Math.min(NeighbourBank.K + SPARE, halfSquares.size());
    long[] nearest;
    try (NDManager passing = features.getManager().newSubManager()) {
      NDArray points = passing.create(FloatBuffer.wrap(unit), new Shape(count, width));
      NDArray keys = points.matMul(columns).subi(halfSquares); // the greater, the nearer
      nearest = keys.topK(near, 1, true, false).get(1).toLongArray(); // (N, near), row numbers
    }
    List<Familiarity> answers = new ArrayList<>();
    double[] distances = new double[near];
    for (int i = 0; i < count; i++) {
      for (int found = 0; found < near; found++) {
        distances[found] = distance(unit, i, (int) nearest[i * near + found]);
      }
      Arrays.sort(distances);
      answers.add(scale.of(distances[NeighbourBank.K - 1]));
    }
    return answers;
  }

  /** Each row divided by its length, in place; those of zeros stay. */
  private float[] normalized(float[] features) {
    for (int from = 0; from < features.length; from += width) {
      double square = 0;
      for (int i = from; i < from + width; i++) {
        square += (double) features[i] * features[i];
      }
      double length = Math.sqrt(square);
      for (int i = from; length > 0 && i < from + width; i++) {
        features[i] = (float) (features[i] / length);
      }
    }
    return features;
  }

  private double distance(float[] points, int point, int row) {
    double sum = 0;
    for (int i = 0; i < width; i++) {
      double difference = (double) points[point * width + i] - rows[row * width + i];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }
}
