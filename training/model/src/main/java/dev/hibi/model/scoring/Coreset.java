package dev.hibi.model.scoring;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A few rows near which all others lie: the greedy choice of k centres (T. F. Gonzalez, 1985), by
 * which K. Roth et al., Towards Total Recall in Industrial Anomaly Detection (2022), thin out their
 * bank. Each next row is the one farthest from those chosen so far, the first of equals. Rows are
 * best projected before ({@link RandomProjection}).
 *
 * <p>The same with every number of threads. Immutable and thread-safe.
 */
public final class Coreset {
  /*
   * A row's distance to what is chosen only falls, so an old one bounds it. Rows are kept in panels,
   * each with the number of chosen rows that its distances know of; a panel whose old greatest
   * distance is below what another one has is left as it is, and later learns of several chosen rows
   * at once, while it is in the cache. The choice is that of the plain method.
   */
  private final PanelRows panels;
  private final float[][] distances; // squared, by panel, of each row to the nearest chosen one
  private final float[] farthest; // by panel, as old as its distances
  private final int[] known; // by panel, of how many chosen rows
  private final float[][] points; // the chosen rows
  private final int[] chosen;
  private int size;

  /**
   * Chooses.
   *
   * @param first rows that are chosen beforehand, at least one
   * @param most rows in all
   * @param spacing no row is chosen that is no farther than this from all chosen ones
   * @param beforeEach called before each choice
   */
  private Coreset(FeatureRows rows, int[] first, int most, double spacing, Runnable beforeEach) {
    this.panels = new PanelRows(rows);
    this.distances = new float[panels.panels()][];
    Arrays.setAll(distances, panel -> filled(panels.rowsOf(panel)));
    this.farthest = filled(panels.panels());
    this.known = new int[panels.panels()];
    this.chosen = new int[Math.min(most, rows.count())];
    this.points = new float[chosen.length][];
    for (int row : first) {
      take(row);
    }
    while (size < chosen.length) {
      beforeEach.run();
      int next = farthestRow(spacing * spacing);
      if (next < 0) {
        return;
      }
      take(next);
    }
  }

  private void take(int row) {
    points[size] = panels.point(row);
    chosen[size++] = row;
  }

  private static float[] filled(int length) {
    float[] values = new float[length];
    Arrays.fill(values, Float.POSITIVE_INFINITY);
    return values;
  }

  /**
   * Chooses, beginning with a row that the seed draws.
   *
   * @param rows at least one
   * @param size how many at most, at least 1
   * @throws IllegalArgumentException if there are no rows, or the size is below 1
   */
  public static Coreset choose(FeatureRows rows, int size, long seed) {
    return choose(rows, size, seed, () -> {});
  }

  /**
   * As the other, unless something else is wanted meanwhile.
   *
   * @param beforeEach called before each row but the first is chosen; what it throws ends the
   *     choice
   */
  public static Coreset choose(FeatureRows rows, int size, long seed, Runnable beforeEach) {
    if (rows.count() == 0 || size < 1) {
      throw new IllegalArgumentException(
          "bad coreset: expected at least one row of at least one, found %d of %d"
              .formatted(size, rows.count()));
    }
    int start = new SplittableRandom(seed).nextInt(rows.count());
    return new Coreset(rows, new int[] {start}, size, 0, beforeEach);
  }

  static Coreset startingAt(int start, FeatureRows rows, int size) {
    return new Coreset(rows, new int[] {start}, size, 0, () -> {});
  }

  /**
   * Goes on from rows that are chosen already: others join them by the same rule, until none is
   * farther from all than a spacing.
   *
   * @param present at least one; they stay, in their order
   * @param others of the same width; {@link #rows} numbers them behind the present ones
   * @param most how many others at most, 0 and more
   * @param spacing Euclidean, 0 and more
   */
  static Coreset continued(FeatureRows present, FeatureRows others, int most, double spacing) {
    int[] first = IntStream.range(0, present.count()).toArray();
    int size = Math.addExact(first.length, most);
    return new Coreset(present.and(others), first, size, spacing, () -> {});
  }

  /**
   * The numbers of the chosen rows in the order of their choice, the ones it began with first;
   * fewer than asked for if all others are copies of them, or as near as that.
   */
  public int[] rows() {
    return Arrays.copyOf(chosen, size);
  }

  /** The row that is farthest from all chosen ones; -1 if none is farther than a square's root. */
  private int farthestRow(double square) {
    refresh(panelOfGreatest());
    float sure = 0;
    for (int panel = 0; panel < known.length; panel++) {
      sure = known[panel] == size ? Math.max(sure, farthest[panel]) : sure;
    }
    float bound = sure;
    IntStream.range(0, known.length)
        .filter(panel -> known[panel] < size && farthest[panel] >= bound)
        .parallel()
        .forEach(this::refresh);
    int panel = panelOfGreatest();
    return farthest[panel] > square ? panel * PanelRows.ROWS + rowOfGreatest(panel) : -1;
  }

  private int panelOfGreatest() {
    int best = 0;
    for (int panel = 1; panel < farthest.length; panel++) {
      best = farthest[panel] > farthest[best] ? panel : best;
    }
    return best;
  }

  private int rowOfGreatest(int panel) {
    int best = 0;
    for (int row = 1; row < distances[panel].length; row++) {
      best = distances[panel][row] > distances[panel][best] ? row : best;
    }
    return best;
  }

  /** Tells a panel of all chosen rows. */
  private void refresh(int panel) {
    float[] nearest = distances[panel];
    float[] sums = new float[PanelRows.ROWS];
    for (int i = known[panel]; i < size; i++) {
      panels.squaredDistances(panel, points[i], sums);
      for (int row = 0; row < nearest.length; row++) {
        nearest[row] = Math.min(nearest[row], sums[row]);
      }
    }
    known[panel] = size;
    farthest[panel] = nearest[rowOfGreatest(panel)];
  }
}
