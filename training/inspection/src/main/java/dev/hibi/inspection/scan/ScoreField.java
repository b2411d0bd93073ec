package dev.hibi.inspection.scan;

/**
 * What a classifier says of each place of a photograph: the log-odds of the positive class, merged
 * of all tiles that show the place, each by a Hann window, so that a tile counts most where it sees
 * most around. The windows are normalised: at the photograph's edge, where one tile reaches alone,
 * it counts whole.
 *
 * <p>Of cells, which are squares but for the last column and row. Immutable and thread-safe.
 */
public final class ScoreField {
  private final int width;
  private final int height;
  private final int cell;
  private final float[] logOdds;
  private final boolean[] unfamiliar;

  private ScoreField(Merge merge) {
    this.width = merge.width;
    this.height = merge.height;
    this.cell = merge.cell;
    this.logOdds = new float[merge.sums.length];
    this.unfamiliar = new boolean[logOdds.length];
    for (int i = 0; i < logOdds.length; i++) {
      logOdds[i] = (float) (merge.sums[i] / merge.weights[i]);
      unfamiliar[i] = merge.strange[i] > merge.weights[i] / 2;
    }
  }

  /** Takes tiles, in any order that is the same each time: sums depend on it in their last bit. */
  static final class Merge {
    private final int width;
    private final int height;
    private final int cell;
    private final int columns;
    private final double[] sums;
    private final double[] weights;
    private final double[] strange; // the part of the weights that is of unfamiliar tiles

    /**
     * Of a photograph.
     *
     * @param cell edge of a cell in pixels, at least 1
     */
    Merge(int width, int height, int cell) {
      this.width = width;
      this.height = height;
      this.cell = cell;
      this.columns = cells(width, cell);
      this.sums = new double[Math.multiplyExact(columns, cells(height, cell))];
      this.weights = new double[sums.length];
      this.strange = new double[sums.length];
    }

    /**
     * Adds what was said of a tile.
     *
     * @param x of its upper left pixel
     * @param y of its upper left pixel
     * @param edge of the tile
     * @param logOdds finite
     * @param unfamiliar whether the model does not know such tiles
     */
    void add(int x, int y, int edge, double logOdds, boolean unfamiliar) {
      for (int row = y / cell; row <= (y + edge - 1) / cell; row++) {
        double down = window(middle(row, height) - y, edge);
        for (int column = x / cell; column <= (x + edge - 1) / cell; column++) {
          double weight = down * window(middle(column, width) - x, edge);
          int at = row * columns + column;
          sums[at] += weight * logOdds;
          weights[at] += weight;
          strange[at] += unfamiliar ? weight : 0;
        }
      }
    }

    private double middle(int number, int length) {
      return (number * cell + Math.min(length, (number + 1) * cell)) / 2.0;
    }

    /** Hann's, which is nowhere zero inside the tile; outside of it, next to nothing. */
    private static double window(double place, int edge) {
      double sine = Math.sin(Math.PI * Math.max(0, Math.min(edge, place)) / edge);
      return Math.max(1e-6, sine * sine);
    }

    /** The field, once every place was in a tile. */
    ScoreField field() {
      return new ScoreField(this);
    }
  }

  private static int cells(int length, int cell) {
    return (length + cell - 1) / cell;
  }

  /** Of the photograph, in pixels. */
  public int width() {
    return width;
  }

  /** Of the photograph, in pixels. */
  public int height() {
    return height;
  }

  /** The edge of a cell in pixels. */
  public int cell() {
    return cell;
  }

  /** How many cells lie side by side. */
  public int columns() {
    return cells(width, cell);
  }

  /** How many cells lie one above the other. */
  public int rows() {
    return cells(height, cell);
  }

  /** The log-odds of a cell. */
  public float logOdds(int column, int row) {
    return logOdds[row * columns() + column];
  }

  /** The probability of the positive class in a cell, 0 to 1. */
  public double probability(int column, int row) {
    return probability(logOdds(column, row));
  }

  /** Whether what shows a cell is mostly unfamiliar to the model. */
  public boolean isUnfamiliar(int column, int row) {
    return unfamiliar[row * columns() + column];
  }

  static double probability(double logOdds) {
    return 1 / (1 + Math.exp(-logOdds));
  }

  /** Where a cell, column or row, begins in pixels. */
  int begin(int number) {
    return number * cell;
  }

  /** Where a column ends in pixels, exclusive. */
  int endOfColumn(int column) {
    return Math.min(width, (column + 1) * cell);
  }

  /** Where a row ends in pixels, exclusive. */
  int endOfRow(int row) {
    return Math.min(height, (row + 1) * cell);
  }
}
