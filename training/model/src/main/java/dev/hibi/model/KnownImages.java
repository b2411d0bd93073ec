package dev.hibi.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.scoring.Familiarity;
import dev.hibi.model.scoring.FamiliarityScale;
import dev.hibi.model.scoring.NeighbourBank;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A bank on a model's device: what a {@link NeighbourBank} says, for a batch at once. Which rows
 * are nearest is found by one matrix product; how far those are is computed from the differences,
 * since a product loses what is near.
 *
 * <p>Arrays belong to the manager that it was made with. Thread-safe.
 */
final class KnownImages {
  private static final int SPARE =
      4; // rows looked at again, lest rounding have hidden a nearer one
  private static final float NOTHING = Float.MIN_NORMAL; // below every length but 0

  private final NDArray rows; // (N, width)
  private final NDArray columns; // (width, N)
  private final NDArray halfSquares; // (1, N)
  private final FamiliarityScale scale;

  KnownImages(StoredBank bank, NDManager manager) {
    this.rows =
        manager.create(bank.rows().bytes(), new Shape(bank.rows().shape()), DataType.FLOAT32);
    this.columns = rows.transpose();
    try (NDManager passing = manager.newSubManager()) {
      NDArray all = rows.duplicate();
      all.attach(passing);
      halfSquares = all.square().sum(new int[] {1}).div(2).expandDims(0);
      halfSquares.attach(manager);
    }
    this.scale = bank.scale();
  }

  /**
   * How familiar images are.
   *
   * @param features float32 (N, width), on the bank's device
   * @return in the order of the rows
   */
  List<Familiarity> of(NDArray features) {
    int count = (int) features.getShape().get(0);
    int near = (int) Math.min(NeighbourBank.K + SPARE, rows.getShape().get(0));
    float[] distances;
    try (NDManager passing = features.getManager().newSubManager()) {
      NDArray own = features.duplicate();
      own.attach(passing);
      NDArray lengths = own.square().sum(new int[] {1}, true).sqrt().maximum(NOTHING); // (N, 1)
      NDArray unit = own.div(lengths);
      NDArray keys = unit.matMul(columns).sub(halfSquares); // the greater, the nearer
      NDArray nearest = keys.topK(near, 1, true, false).get(1); // (N, near), row numbers
      NDArray picked = rows.get(nearest.flatten()); // (N * near, width), of the rows' manager
      picked.attach(passing);
      NDArray there = picked.reshape(count, near, rows.getShape().get(1));
      distances = there.sub(unit.expandDims(1)).square().sum(new int[] {2}).sqrt().toFloatArray();
    }
    List<Familiarity> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] own = Arrays.copyOfRange(distances, i * near, (i + 1) * near);
      Arrays.sort(own);
      answers.add(scale.of(own[NeighbourBank.K - 1]));
    }
    return answers;
  }
}
