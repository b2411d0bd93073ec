package dev.hibi.inspection;

import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import java.util.List;
import java.util.Locale;

/** What a head for a site is worth, in the words of who goes out with it. */
final class SiteWords {
  /** What is asked of a threshold that somebody relies on. */
  static final double RECALL = 0.95;

  static final double CONFIDENCE = 0.95;

  /** Of each class: so many made a head much better at each site that was measured. */
  static final int LABELS = 10;

  private SiteWords() {}

  /** By ordinary images: what the threshold is, and what is not known. */
  static List<String> ofNormals(SiteImages normals, OperatingPoint point, ClopperPearson here) {
    String units = normals.unit().plural();
    return List.of(
        "about %s of uncracked images like these raise an alarm: estimated, not promised, by %s, each scored by a head that did not see %s"
            .formatted(Percent.of(point.target()), images(normals), seen(normals)),
        "%d of them are above it: with so many it may be %s to %s, if each image is of its own"
            .formatted(here.hits(), Percent.rounded(here.low()), Percent.rounded(here.high())),
        "a promise of %s at %s confidence needs %d other uncracked %s"
            .formatted(
                Percent.of(point.target()),
                Percent.of(CONFIDENCE),
                CalibrationScores.negativesNeeded(point.target(), CONFIDENCE),
                units),
        notKnown(units),
        "%d labeled images of each class would improve the head itself".formatted(LABELS));
  }

  private static String images(SiteImages site) {
    return site.unit() == Unit.IMAGE
        ? "%d images".formatted(site.count())
        : "%d images of %d %s".formatted(site.count(), site.unitCount(), site.unit().plural());
  }

  /** What was held out with an image. */
  private static String seen(SiteImages site) {
    return site.unit() == Unit.IMAGE ? "it" : "its " + site.unit().id();
  }

  /** That nothing is known of recall, and by what it would be. */
  static String notKnown(String units) {
    return "how many cracks it finds is not known: no image shows one; %d cracked %s would tell whether it is %s, at %s confidence"
        .formatted(
            CalibrationScores.positivesNeeded(RECALL, CONFIDENCE),
            units,
            Percent.of(RECALL),
            Percent.of(CONFIDENCE));
  }

  /** That nothing is known of false alarms, and by what it would be. */
  static String alarmsNotKnown(String units, double share) {
    return "how many false alarms it raises is not known: no image is without a crack; %d uncracked %s would tell whether it is %s, at %s confidence"
        .formatted(
            CalibrationScores.negativesNeeded(share, CONFIDENCE),
            units,
            Percent.of(share),
            Percent.of(CONFIDENCE));
  }

  /** By labels: how such heads do on images that they did not see. */
  static List<String> ofLabels(
      SiteImages site, ClopperPearson recall, ClopperPearson falseAlarms, double auc) {
    String units = site.unit().plural();
    return List.of(
        counted(recall, "cracked " + units, "found"),
        counted(falseAlarms, "uncracked " + units, "raise an alarm"),
        String.format(
            Locale.ROOT,
            "AUC %.3f over %s; each was scored by a head that did not see %s",
            auc,
            images(site),
            seen(site)),
        "a promise needs other images: %d cracked %s for %s recall at %s confidence"
            .formatted(
                CalibrationScores.positivesNeeded(RECALL, CONFIDENCE),
                units,
                Percent.of(RECALL),
                Percent.of(CONFIDENCE)));
  }

  /** Such as {@code 9 of 10 cracked photographs found: of all such 55.5 % to 99.7 %, ...}. */
  static String counted(ClopperPearson part, String units, String what) {
    return "%d of %d %s %s: of all such %s to %s, sure to %s"
        .formatted(
            part.hits(),
            part.trials(),
            units,
            what,
            Percent.rounded(part.low()),
            Percent.rounded(part.high()),
            Percent.of(part.confidence()));
  }
}
