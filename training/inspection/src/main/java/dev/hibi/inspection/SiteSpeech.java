package dev.hibi.inspection;

import dev.hibi.model.scoring.OperatingPoint.Unit;
import java.util.Locale;

/** What is said of a site in a language, with its units as that language counts them. */
record SiteSpeech(Unit unit, Locale language) {

  String say(SiteWord word, Object... values) {
    return word.in(language, values);
  }

  /** Such as {@code photographs}. */
  String units() {
    return say(
        switch (unit) {
          case IMAGE -> SiteWord.IMAGES;
          case PHOTOGRAPH -> SiteWord.PHOTOGRAPHS;
          case GROUP -> SiteWord.GROUPS;
        });
  }

  /** So many units, without what they are. */
  String pieces(long count) {
    return say(unit == Unit.GROUP ? SiteWord.PIECES : SiteWord.SHEETS, count);
  }

  /** So many images, without what they are. */
  String sheets(long count) {
    return say(SiteWord.SHEETS, count);
  }

  /** Such as {@code 9 of 10 cracked photographs found: of all such 55.5 % to 99.7 %, ...}. */
  String counted(SiteWord word, ClopperPearson part) {
    return say(
        word,
        pieces(part.hits()),
        pieces(part.trials()),
        units(),
        Percent.rounded(part.low()),
        Percent.rounded(part.high()),
        Percent.of(part.confidence()));
  }

  /** That nothing is known of recall, and by what it would be. */
  String foundNotKnown(double recall, double confidence) {
    return say(
        SiteWord.FOUND_NOT_KNOWN,
        pieces(CalibrationScores.positivesNeeded(recall, confidence)),
        units(),
        Percent.of(recall),
        Percent.of(confidence));
  }

  /** That nothing is known of false alarms, and by what it would be. */
  String alarmsNotKnown(double share, double confidence) {
    return say(
        SiteWord.ALARMS_NOT_KNOWN,
        pieces(CalibrationScores.negativesNeeded(share, confidence)),
        units(),
        Percent.of(share),
        Percent.of(confidence));
  }
}
