package dev.hibi.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.scoring.BankSearch;
import dev.hibi.model.scoring.Familiarity;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.NeighbourBank;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A bank beside a model: what a {@link NeighbourBank} says, for a batch at once, by one matrix
 * product on the model's device.
 *
 * <p>The array belongs to the manager that it was made with. Thread-safe.
 */
final class KnownImages {
  private final BankSearch search;
  private final int width;
  private final NDArray columns; // (width, N), laid out as a product reads it

  KnownImages(StoredBank bank, NDManager manager) {
    this.width = bank.width();
    float[] rows = bank.rows().toFloatArray();
    this.search = new BankSearch(FeatureRows.of(rows, width), bank.scale());
    int count = bank.count();
    float[] transposed = new float[rows.length];
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < width; i++) {
        transposed[i * count + row] = rows[row * width + i];
      }
    }
    this.columns = manager.create(FloatBuffer.wrap(transposed), new Shape(width, count));
  }

  /**
   * How familiar images are.
   *
   * @param features float32 (N, width), on the bank's device
   * @return in the order of the rows
   * @throws IllegalArgumentException if one is not finite
   */
  List<Familiarity> of(NDArray features) {
    FeatureRows points = FeatureRows.of(features.toFloatArray(), width).normalized();
    try (NDManager passing = features.getManager().newSubManager()) {
      NDArray unit =
          passing.create(FloatBuffer.wrap(points.values()), new Shape(points.count(), width));
      return search.familiarity(points, unit.matMul(columns).toFloatArray());
    }
  }
}
