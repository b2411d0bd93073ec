package dev.hibi.model.scoring;

import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link NeighbourBank} says of images, where the products of these with its rows are
 * computed elsewhere: they tell which rows are looked at, and how far those are is computed here
 * from the differences, since a product loses what is near.
 *
 * <p>Immutable and thread-safe.
 */
public final class BankSearch {
  private final FeatureRows rows;
  private final float[] squares;
  private final FamiliarityScale scale;

  /**
   * Of a bank.
   *
   * @param rows its rows, normalised
   */
  public BankSearch(FeatureRows rows, FamiliarityScale scale) {
    this.rows = rows;
    this.scale = scale;
    this.squares = rows.squaredLengths();
  }

  /**
   * How familiar images are.
   *
   * @param points features of each, {@linkplain FeatureRows#normalized normalised}
   * @param products float32 (images, rows of the bank), row by row
   * @return in the order of the points
   */
  public List<Familiarity> familiarity(FeatureRows points, float... products) {
    List<Familiarity> answers = new ArrayList<>();
    for (int point = 0; point < points.count(); point++) {
      answers.add(scale.of(distance(points, point, products)));
    }
    return answers;
  }

  private double distance(FeatureRows points, int point, float[] products) {
    int count = rows.count();
    Selection nearest = new Selection(NeighbourBank.K, count, row -> false);
    nearest.look(0, count, squares, products, point * count);
    return nearest.result(row -> points.distance(point, rows, row)).distance(NeighbourBank.K - 1);
  }
}
