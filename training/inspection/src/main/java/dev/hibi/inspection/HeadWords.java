package dev.hibi.inspection;

import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import java.util.List;
import java.util.Locale;

/** What a head for a site is worth, in the words of who goes out with it, which are English. */
final class HeadWords {
  /** What is asked of a threshold that somebody relies on. */
  static final double RECALL = 0.95;

  static final double CONFIDENCE = 0.95;

  /** Of each class: so many made a head much better at each site that was measured. */
  static final int LABELS = 10;

  private HeadWords() {}

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
        english(normals).foundNotKnown(RECALL, CONFIDENCE),
        "%d labeled images of each class would improve the head itself".formatted(LABELS));
  }

  private static SiteSpeech english(SiteImages site) {
    return new SiteSpeech(site.unit(), Locale.ENGLISH);
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

  /** By labels: how such heads do on images that they did not see. */
  static List<String> ofLabels(
      SiteImages site, ClopperPearson recall, ClopperPearson falseAlarms, double auc) {
    String units = site.unit().plural();
    return List.of(
        english(site).counted(SiteWord.CRACKED_FOUND, recall),
        english(site).counted(SiteWord.SOUND_ALARMS, falseAlarms),
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
}
