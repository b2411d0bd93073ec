package dev.hibi.inspection;

import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.OperatingPoint.Promise;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Scores of units that were looked at by a person, from which a threshold is taken that keeps a
 * promise whatever the distribution of scores: a distribution-free tolerance bound (S. S. Wilks,
 * 1941).
 *
 * <p><b>What is counted?</b> Units, such as photographs, never their tiles, which are alike. A unit
 * is found if its highest positive tile is at or above the threshold; it raises a false alarm if
 * any negative tile is. A unit with tiles of both kinds is counted on both sides, with the tiles of
 * each. So recall never counts on a false alarm that happens to lie in a cracked photograph.
 *
 * <p><b>What is promised?</b> With the confidence, over calibrations whose units are drawn as later
 * ones are: of all units drawn so at least the share {@code recall} is found, or at most the share
 * {@code falseAlarms} raises a false alarm. Equal scores make a promise surer, never less sure.
 *
 * <p>Immutable and thread-safe.
 */
public final class CalibrationScores {
  private final Unit unit;
  private final SortedMap<String, Double> positives;
  private final SortedMap<String, Double> negatives;
  private final double[] found;
  private final double[] alarms;

  private CalibrationScores(Builder builder) {
    this.unit = builder.unit;
    this.positives = new TreeMap<>(builder.positives);
    this.negatives = new TreeMap<>(builder.negatives);
    this.found = ascending(positives);
    this.alarms = ascending(negatives);
  }

  private static double[] ascending(SortedMap<String, Double> scores) {
    return scores.values().stream().mapToDouble(score -> score).sorted().toArray();
  }

  /** Begins with no scores. */
  public static Builder builder(Unit unit) {
    return new Builder(unit);
  }

  /** Takes scores, tile by tile, in any order. Not thread-safe. */
  public static final class Builder {
    private final Unit unit;
    private final SortedMap<String, Double> positives = new TreeMap<>();
    private final SortedMap<String, Double> negatives = new TreeMap<>();

    private Builder(Unit unit) {
      this.unit = unit;
    }

    /**
     * Adds a tile, or a unit that is one tile.
     *
     * @param name of the unit that it belongs to
     * @param positive whether a person saw the positive class in it
     * @param score the higher, the more it looks positive
     * @throws IllegalArgumentException if the score is not finite
     */
    public Builder add(String name, boolean positive, double score) {
      if (!Double.isFinite(score)) {
        throw new IllegalArgumentException(
            "bad score: expected a finite number, found %s (%s)".formatted(score, name));
      }
      (positive ? positives : negatives).merge(name, score + 0.0, Math::max); // no -0
      return this;
    }

    /** The scores so far. */
    public CalibrationScores build() {
      return new CalibrationScores(this);
    }
  }

  /** How many units have something positive. */
  public int positives() {
    return found.length;
  }

  /** How many units have something negative. */
  public int negatives() {
    return alarms.length;
  }

  /** What is counted. */
  public Unit unit() {
    return unit;
  }

  /** SHA-256 of units and scores, whatever the order they came in; 64 hexadecimal digits. */
  public String digest() {
    return new ScoreDigest().add(positives, true).add(negatives, false).digits();
  }

  /** How many positive units {@link #forRecall} needs at least. */
  public static long positivesNeeded(double recall, double confidence) {
    ToleranceBound.requireShare("recall", recall);
    ToleranceBound.requireShare("confidence", confidence);
    return ToleranceBound.needed(1 - recall, confidence);
  }

  /** How many negative units {@link #forFalseAlarms} needs at least. */
  public static long negativesNeeded(double falseAlarms, double confidence) {
    ToleranceBound.requireShare("rate of false alarms", falseAlarms);
    ToleranceBound.requireShare("confidence", confidence);
    return ToleranceBound.needed(falseAlarms, confidence);
  }

  /**
   * The highest threshold at which the recall is promised: the largest r-th positive score in
   * ascending order with {@code BinomialCDF(r - 1; n, 1 - recall) <= 1 - confidence}.
   *
   * @param recall the least share of positive units to be found, above 0, below 1
   * @param confidence above 0, below 1
   * @throws TooFewUnitsException if not even the lowest score is sure enough
   */
  public OperatingPoint forRecall(double recall, double confidence) {
    long needed = positivesNeeded(recall, confidence);
    int rank = ToleranceBound.rank(found.length, 1 - recall, confidence);
    if (rank == 0) {
      String asked =
          "%s recall at %s confidence".formatted(Percent.of(recall), Percent.of(confidence));
      throw new TooFewUnitsException(
          "cracked " + unit.of(found.length), found.length, asked, needed);
    }
    return new OperatingPoint(
        found[rank - 1], Promise.RECALL, recall, confidence, found.length, unit, digest());
  }

  /**
   * The lowest threshold at which the rate of false alarms is promised: just above the largest r-th
   * negative score in descending order with {@code BinomialCDF(r - 1; n, falseAlarms) <= 1 -
   * confidence}.
   *
   * @param falseAlarms the greatest share of negative units to raise an alarm, above 0, below 1
   * @param confidence above 0, below 1
   * @throws TooFewUnitsException if not even the highest score is sure enough
   */
  public OperatingPoint forFalseAlarms(double falseAlarms, double confidence) {
    long needed = negativesNeeded(falseAlarms, confidence);
    int rank = ToleranceBound.rank(alarms.length, falseAlarms, confidence);
    if (rank == 0) {
      String asked =
          "%s false alarms at %s confidence"
              .formatted(Percent.of(falseAlarms), Percent.of(confidence));
      throw new TooFewUnitsException(
          "uncracked " + unit.of(alarms.length), alarms.length, asked, needed);
    }
    double threshold = Math.nextUp(alarms[alarms.length - rank]); // which itself is no alarm
    return new OperatingPoint(
        threshold, Promise.FALSE_ALARMS, falseAlarms, confidence, alarms.length, unit, digest());
  }

  /**
   * Both promises, each at the confidence, and whether one threshold keeps both.
   *
   * @throws TooFewUnitsException if there are too few for one of them
   */
  public BothTargets forBoth(double recall, double falseAlarms, double confidence) {
    OperatingPoint high = forRecall(recall, confidence);
    OperatingPoint low = forFalseAlarms(falseAlarms, confidence);
    return new BothTargets(
        high,
        falseAlarmsAt(high.threshold(), confidence),
        low,
        recallAt(low.threshold(), confidence));
  }

  /**
   * The share of positive units that are found at a threshold, with its interval: of these units,
   * and of all drawn so if the threshold was not chosen by them.
   */
  public ClopperPearson recallAt(double threshold, double confidence) {
    return new ClopperPearson(atOrAbove(found, threshold), found.length, confidence);
  }

  /** The share of negative units that raise an alarm at a threshold, with its interval. */
  public ClopperPearson falseAlarmsAt(double threshold, double confidence) {
    return new ClopperPearson(atOrAbove(alarms, threshold), alarms.length, confidence);
  }

  private static int atOrAbove(double[] ascending, double threshold) {
    int count = 0;
    for (double score : ascending) {
      count += score >= threshold ? 1 : 0;
    }
    return count;
  }
}
