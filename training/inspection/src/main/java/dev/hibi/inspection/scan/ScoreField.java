package dev.hibi.inspection.scan;

import java.util.Arrays;
import java.util.BitSet;

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
  private final float[] placeLogOdds;
  private final BitSet unfamiliar;

  private ScoreField(Merge merge) {
    this.width = merge.width;
    this.height = merge.height;
    this.cell = merge.cell;
    this.logOdds = merge.logOdds;
    this.placeLogOdds = merge.placeLogOdds;
    this.unfamiliar = merge.unfamiliar;
  }

  /**
   * Takes tiles from the top down, in an order that is the same each time: sums depend on it in
   * their last bit. Sums are held of those cells alone that another tile may show.
   */
  static final class Merge {
    private final int width;
    private final int height;
    private final int cell;
    private final int columns;
    private final float[] logOdds;
    private final float[] placeLogOdds;
    private final BitSet unfamiliar = new BitSet();

    private final int held; // rows of cells, one after the other around and around
    private final double[] sums;
    private final double[] places; // how far what a place says itself is from what its tile says
    private final double[] weights;
    private final double[] strange; // the part of the weights that is of unfamiliar tiles
    private int done; // rows of cells that no more tile shows

    /**
     * Of a photograph.
     *
     * @param edge of all tiles
     * @param cell edge of a cell in pixels, at least 1
     */
    Merge(int width, int height, int edge, int cell) {
      this.width = width;
      this.height = height;
      this.cell = cell;
      this.columns = cells(width, cell);
      this.logOdds = new float[Math.multiplyExact(columns, cells(height, cell))];
      this.placeLogOdds = new float[logOdds.length];
      this.held = (edge - 1) / cell + 2;
      this.sums = new double[Math.multiplyExact(columns, held)];
      this.places = new double[sums.length];
      this.weights = new double[sums.length];
      this.strange = new double[sums.length];
    }

    /**
     * Adds what was said of a tile.
     *
     * @param x of its upper left pixel
     * @param y of its upper left pixel, not above that of the tile before
     * @param edge of the tile
     * @param logOdds finite
     * @param unfamiliar whether the model does not know such tiles
     */
    void add(int x, int y, int edge, double logOdds, boolean unfamiliar) {
      add(x, y, edge, new TileScore(logOdds, unfamiliar));
    }

    /**
     * Adds what was said of a tile.
     *
     * @param x of its upper left pixel
     * @param y of its upper left pixel, not above that of the tile before
     * @param edge of the tile
     */
    void add(int x, int y, int edge, TileScore score) {
      finish(y / cell);
      for (int row = y / cell; row <= (y + edge - 1) / cell; row++) {
        double below = middle(row, height) - y;
        double down = window(below, edge);
        for (int column = x / cell; column <= (x + edge - 1) / cell; column++) {
          double across = middle(column, width) - x;
          double weight = down * window(across, edge);
          int at = row % held * columns + column;
          sums[at] += weight * score.logOdds();
          places[at] += weight * score.apart(across / edge, below / edge);
          weights[at] += weight;
          strange[at] += score.unfamiliar() ? weight : 0;
        }
      }
    }

    /** Whole are the rows of cells above one; their place is taken by those below. */
    private void finish(int end) {
      for (; done < end; done++) {
        int from = done % held * columns;
        for (int column = 0; column < columns; column++) {
          int at = from + column;
          int to = done * columns + column;
          logOdds[to] = (float) (sums[at] / weights[at]);
          placeLogOdds[to] = (float) ((sums[at] + places[at]) / weights[at]);
          unfamiliar.set(to, strange[at] > weights[at] / 2);
        }
        Arrays.fill(sums, from, from + columns, 0);
        Arrays.fill(places, from, from + columns, 0);
        Arrays.fill(weights, from, from + columns, 0);
        Arrays.fill(strange, from, from + columns, 0);
      }
    }

    private double middle(int number, int length) {
      return (number * (long) cell + Math.min(length, (number + 1L) * cell)) / 2.0;
    }

    /** Hann's, which is nowhere zero inside the tile; outside of it, next to nothing. */
    private static double window(double place, int edge) {
      double sine = Math.sin(Math.PI * Math.max(0, Math.min(edge, place)) / edge);
      return Math.max(1e-6, sine * sine);
    }

    /** The field, once every place was in a tile; the last call. */
    ScoreField field() {
      finish(cells(height, cell));
      return new ScoreField(this);
    }
  }

  private static int cells(int length, int cell) {
    return (int) ((length + cell - 1L) / cell);
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

  /**
   * What a cell says itself, of the tiles that show it: their maps ({@link
   * dev.hibi.model.scoring.ActivationMap}), merged as their log-odds are; {@link #logOdds} where
   * they have none. Says where in a tile something is, not whether it is there: it is not what a
   * threshold was calibrated for.
   */
  public float placeLogOdds(int column, int row) {
    return placeLogOdds[row * columns() + column];
  }

  /** The probability of the positive class in a cell, 0 to 1. */
  public double probability(int column, int row) {
    return probability(logOdds(column, row));
  }

  /** Whether what shows a cell is mostly unfamiliar to the model. */
  public boolean isUnfamiliar(int column, int row) {
    return unfamiliar.get(row * columns() + column);
  }

  /** The log-odds of all cells, in ascending order; the caller's own. */
  float[] ascending() {
    float[] sorted = logOdds.clone();
    Arrays.sort(sorted);
    return sorted;
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
    return (int) Math.min(width, (column + 1L) * cell);
  }

  /** Where a row ends in pixels, exclusive. */
  int endOfRow(int row) {
    return (int) Math.min(height, (row + 1L) * cell);
  }
}
