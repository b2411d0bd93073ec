package dev.hibi.model.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A bank that patches of more ordinary images join, such as of those that raised an alarm though
 * nothing was wrong.
 *
 * <pre>{@code
 * BankGrowth growth = BankGrowth.of(bank, threshold);
 * images.forEach(patches -> growth.add(patches));
 * PatchBank grown = growth.grown();
 * }</pre>
 *
 * <p>The bank's own rule goes on from the rows that it has: of the added patches the one that is
 * farthest from all rows joins, until none is farther than the {@linkplain #spacing spacing}, or
 * the bank is {@value #MOST_TIMES} times as large as it was. No row leaves, so that no patch of any
 * image gets farther from the bank.
 *
 * <p>Memory holds the added patches that are farther than the spacing. Used by one thread.
 */
public final class BankGrowth {
  /** How large a bank becomes at most: time grows with it. */
  public static final int MOST_TIMES = 2;

  /** Of the threshold, what the spacing is at most: scores in another precision differ a little. */
  private static final double BELOW = 0.9;

  private final FeatureRows bank;
  private final PatchBank scored;
  private final double spacing;
  private final List<FeatureRows> far = new ArrayList<>();

  private BankGrowth(PatchBank scored, double threshold) {
    this.bank = scored.rows();
    this.scored = scored;
    this.spacing = Math.min(spacing(bank), BELOW * threshold);
  }

  /**
   * Of a bank.
   *
   * @param threshold the score at which an image is an alarm
   */
  public static BankGrowth of(PatchBank bank, double threshold) {
    return new BankGrowth(bank, threshold);
  }

  /** The median of the rows' distances from the one nearest to each. */
  private static double spacing(FeatureRows rows) {
    NearestRows near = new NearestRows(rows);
    if (rows.count() == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double[] distances =
        IntStream.range(0, rows.count())
            .parallel()
            .mapToDouble(row -> near.around(row, 2).distance(1))
            .toArray();
    Arrays.sort(distances);
    return distances[distances.length / 2];
  }

  /**
   * How near to the bank patches are that have no need to join: as near as its rows are to each
   * other, by their median, and nearer than the threshold by a tenth of it, so that an image whose
   * patches are so near is no alarm.
   */
  public double spacing() {
    return spacing;
  }

  /**
   * Adds an image.
   *
   * @param patches of the image, as wide as the bank's rows
   * @return its score by the bank as it was
   */
  public float add(FeatureRows patches) {
    PatchScores scores = scored.scores(patches, 1);
    float[] distances = scores.map().distances();
    int[] farther =
        IntStream.range(0, distances.length).filter(i -> distances[i] > spacing).toArray();
    if (farther.length > 0) {
      far.add(patches.select(farther));
    }
    return scores.image();
  }

  /** The bank's rows, and behind them those that join; it scores images as the bank does. */
  public PatchBank grown() {
    float[] others = new float[far.stream().mapToInt(some -> some.values().length).sum()];
    int at = 0;
    for (FeatureRows some : far) {
      System.arraycopy(some.values(), 0, others, at, some.values().length);
      at += some.values().length;
    }
    FeatureRows all = FeatureRows.of(others, bank.width());
    int most = (MOST_TIMES - 1) * bank.count();
    int[] rows = Coreset.continued(bank, all, most, spacing).rows();
    return scored.with(bank.and(all).select(rows));
  }
}
