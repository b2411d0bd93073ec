package dev.hibi.inspection;

import dev.hibi.model.scoring.HomeRows;
import dev.hibi.model.scoring.LogisticHead;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.OperatingPoint.Promise;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A model's head, trained anew on what the model learned from and on a few images of a site: the
 * network stays, its features too.
 *
 * <pre>{@code
 * SiteHead head = SiteHead.ofNormals(home, normals, positive);
 * OperatingPoint point = head.expectedFalseAlarms(0.1);
 * head.words(point).forEach(System.out::println);
 * }</pre>
 *
 * <p>The same images give the same head, to the bit. Immutable and thread-safe.
 */
public final class SiteHead {
  private static final double EVEN = 0.5;
  private static final double CONFIDENCE = 0.95; // of intervals

  private final SiteImages site;
  private final int positive;
  private final LogisticHead head;
  private final double[] heldOut;

  private SiteHead(SiteFit fit, int positive) {
    HeldOutFolds folds = HeldOutFolds.of(fit.site(), positive);
    this.site = fit.site();
    this.positive = positive;
    this.heldOut = fit.heldOut(folds, positive);
    this.head = fit.whole();
  }

  /**
   * By ordinary images alone, which join as negatives: together they count as much as all negatives
   * that the model learned from.
   *
   * @param home of a model of two classes
   * @param normals none of them cracked
   * @param positive number of the class that counts as crack
   * @throws IllegalArgumentException if one is labelled as cracked, there are more classes than
   *     two, all are of one unit, or they are not what the head sees
   */
  public static SiteHead ofNormals(HomeRows home, SiteImages normals, int positive) {
    if (home.classes() != 2) {
      throw new IllegalArgumentException(
          "ordinary images of no class: expected a model of 2 classes, found %d"
              .formatted(home.classes()));
    }
    if (normals.count(positive) > 0) {
      throw new IllegalArgumentException(
          "cracked images among the ordinary ones: expected none, found %d of %d"
              .formatted(normals.count(positive), normals.count()));
    }
    List<Double> mass = home.counts().stream().map(Long::doubleValue).toList();
    return new SiteHead(new SiteFit(home, normals, mass), positive);
  }

  /**
   * By a few labelled images of each class: together they count as much as all that the model
   * learned from, each class as much as any other.
   *
   * @throws IllegalArgumentException if a class has no image, all are of one unit, or they are not
   *     what the head sees
   */
  public static SiteHead ofLabels(HomeRows home, SiteImages labelled, int positive) {
    for (int c = 0; c < home.classes(); c++) {
      if (labelled.count(c) == 0) {
        throw new IllegalArgumentException(
            "no images of a class: expected some of each of %d, found none (class %d)"
                .formatted(home.classes(), c));
      }
    }
    double each = (double) home.total() / home.classes();
    List<Double> mass = Collections.nCopies(home.classes(), each);
    return new SiteHead(new SiteFit(home, labelled, mass), positive);
  }

  /** The head, by all of the images. */
  public LogisticHead head() {
    return head;
  }

  /** The C of its regularisation, as {@link LogisticHead} has it. */
  public static double inverseRegularization() {
    return SiteFit.C;
  }

  /**
   * The threshold above which about a share of ordinary images lies: the quantile of the site's,
   * each scored by a head that saw none of its fold. An estimate: those heads are not the one that
   * is used, so that no rank of these scores bounds its false alarms with a confidence.
   *
   * @param share of ordinary images that may raise an alarm, above 0, below 1
   */
  public OperatingPoint expectedFalseAlarms(double share) {
    ToleranceBound.requireShare("rate of false alarms", share);
    double[] scores = negatives();
    return new OperatingPoint(
        Math.nextUp(quantile(scores, 1 - share)), // equal scores are no alarms
        Promise.EXPECTED_FALSE_ALARMS,
        share,
        OptionalDouble.empty(),
        scores.length,
        Unit.IMAGE,
        heldOut().digest());
  }

  private double[] negatives() {
    boolean[] cracked = site.areOf(positive);
    double[] scores = new double[cracked.length];
    int count = 0;
    for (int i = 0; i < cracked.length; i++) {
      if (!cracked[i]) {
        scores[count++] = heldOut[i];
      }
    }
    return Arrays.copyOf(scores, count);
  }

  /** Between the two nearest in proportion, as NumPy's {@code quantile}. */
  static double quantile(double[] scores, double share) {
    double[] ascending = scores.clone();
    Arrays.sort(ascending);
    double place = (ascending.length - 1) * share;
    int below = (int) place;
    int above = Math.min(below + 1, ascending.length - 1);
    return ascending[below] + (place - below) * (ascending[above] - ascending[below]);
  }

  /** The scores of the site's images by heads that saw none of their fold, unit by unit. */
  public CalibrationScores heldOut() {
    return site.scored(heldOut, positive);
  }

  /** The share of cracked units that such heads found at 0.5, with its interval of 95 %. */
  public ClopperPearson recall() {
    return heldOut().recallAt(EVEN, CONFIDENCE);
  }

  /** The share of uncracked units that raised an alarm at 0.5, with its interval of 95 %. */
  public ClopperPearson falseAlarms() {
    return heldOut().falseAlarmsAt(EVEN, CONFIDENCE);
  }

  /** The area under such heads' ROC curve, over images; NaN unless there are both kinds. */
  public double auc() {
    return RocArea.of(heldOut, site.areOf(positive));
  }

  /** What the threshold of ordinary images means, and what these cannot tell: a line each. */
  public List<String> words(OperatingPoint point) {
    long above = Arrays.stream(negatives()).filter(point::isAlarm).count();
    ClopperPearson here = new ClopperPearson(above, point.count(), CONFIDENCE);
    return HeadWords.ofNormals(site, point, here);
  }

  /** How heads trained so do on images that they did not see: a line each. */
  public List<String> words() {
    return HeadWords.ofLabels(site, recall(), falseAlarms(), auc());
  }
}
