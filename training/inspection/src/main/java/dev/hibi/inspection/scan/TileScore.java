package dev.hibi.inspection.scan;

import dev.hibi.model.scoring.ActivationMap;

/** What is said of a tile, and of its places. Immutable. */
final class TileScore {
  private final double logOdds;
  private final boolean unfamiliar;
  private final int columns; // of places; 0 if they say what the tile says
  private final float[] places;

  private TileScore(double logOdds, boolean unfamiliar, int columns, float[] places) {
    this.logOdds = logOdds;
    this.unfamiliar = unfamiliar;
    this.columns = columns;
    this.places = places;
  }

  /**
   * Of places that say what the tile says.
   *
   * @param logOdds of the positive class, finite
   * @param unfamiliar whether the model does not know such tiles
   */
  TileScore(double logOdds, boolean unfamiliar) {
    this(logOdds, unfamiliar, 0, new float[0]);
  }

  /**
   * Of a map.
   *
   * @param label the number of the positive class
   */
  TileScore(double logOdds, boolean unfamiliar, ActivationMap map, int label) {
    this(logOdds, unfamiliar, map.columns(), map.logOdds(label));
  }

  double logOdds() {
    return logOdds;
  }

  boolean unfamiliar() {
    return unfamiliar;
  }

  /**
   * How much more a place says than the tile: bilinearly between the middles of places.
   *
   * @param x from the left, 0 to 1
   * @param y from above, 0 to 1
   */
  double apart(double x, double y) {
    if (columns == 0) {
      return 0;
    }
    double across = at(x, columns);
    double down = at(y, rows());
    int column = (int) across;
    int row = (int) down;
    double above = line(row, column, across - column);
    double below = line(Math.min(rows() - 1, row + 1), column, across - column);
    return above + (down - row) * (below - above) - logOdds;
  }

  private int rows() {
    return places.length / columns;
  }

  private static double at(double share, int count) {
    return Math.max(0, Math.min(count - 1, share * count - 0.5));
  }

  private double line(int row, int column, double share) {
    double left = places[row * columns + column];
    double right = places[row * columns + Math.min(columns - 1, column + 1)];
    return left + share * (right - left);
  }
}
