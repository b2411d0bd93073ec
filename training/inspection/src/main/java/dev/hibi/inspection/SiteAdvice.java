package dev.hibi.inspection;

import dev.hibi.inspection.SiteReport.Remedy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What follows from what a model does at a site. A share is too high or too low if its whole
 * interval is, and well if it is on the right side itself; else the images are too few to tell.
 */
record SiteAdvice(SiteReport report, SiteSpeech speech) {
  /** False alarms that an inspector can live with: as {@code hibi calibrate --normal} has them. */
  static final double FALSE_ALARMS = 0.1;

  /** Of cracked units, that should be found. */
  static final double RECALL = 0.9;

  /** Of a model's own images 1 % are unfamiliar; at this share another kind of images is shown. */
  static final double UNFAMILIAR = 0.05;

  /** A unit of one side is little; from so many on a share is worth a word. */
  private static final int FEW = 10;

  private static final long LEAST_SOUND =
      CalibrationScores.negativesNeeded(FALSE_ALARMS, HeadWords.CONFIDENCE);
  private static final long LEAST_CRACKED =
      CalibrationScores.positivesNeeded(HeadWords.RECALL, HeadWords.CONFIDENCE);

  static SiteAdvice of(SiteReport report, Locale language) {
    return new SiteAdvice(report, new SiteSpeech(report.site().unit(), language));
  }

  List<String> findings() {
    List<String> lines = new ArrayList<>();
    String images = speech.sheets(report.site().count());
    if (report.learned() > 0) {
      lines.add(speech.say(SiteWord.LEARNED, speech.sheets(report.learned()), images));
    }
    lines.add(
        hasSound()
            ? speech.counted(SiteWord.SOUND_ALARMS, report.falseAlarms())
            : speech.alarmsNotKnown(FALSE_ALARMS, HeadWords.CONFIDENCE));
    lines.add(
        hasCracked()
            ? speech.counted(SiteWord.CRACKED_ALARMS, report.recall())
            : speech.foundNotKnown(HeadWords.RECALL, HeadWords.CONFIDENCE));
    report.auc().ifPresent(auc -> lines.add(speech.say(SiteWord.AUC, auc, images)));
    lines.add(
        report
            .unfamiliar()
            .map(share -> speech.counted(SiteWord.UNFAMILIAR, share))
            .orElseGet(
                () ->
                    speech.say(
                        report.remedy() == Remedy.JOIN
                            ? SiteWord.NOT_TOLD_APART
                            : SiteWord.NO_BANK)));
    lines.add(drift());
    return lines;
  }

  private String drift() {
    return report.drift().isPresent()
        ? speech.say(
            SiteWord.DRIFT, report.drift().getAsDouble(), report.driftByChance().getAsDouble())
        : speech.say(SiteWord.NO_DRIFT);
  }

  List<String> lines() {
    if (report.learned() > 0) {
      return List.of(speech.say(SiteWord.OTHER_IMAGES));
    }
    List<String> lines = new ArrayList<>();
    if (tooManyAlarms()) {
      lines.add(
          speech.say(
              SiteWord.TOO_MANY_ALARMS,
              fewerAlarms(),
              Percent.rounded(report.falseAlarms().low()),
              speech.units(),
              Percent.of(FALSE_ALARMS)));
    } else if (strange()) {
      lines.add(
          speech.say(
              SiteWord.STRANGE,
              fewerAlarms(),
              Percent.rounded(report.unfamiliar().map(ClopperPearson::low).orElse(0.0)),
              speech.units()));
    }
    if (tooManyMissed()) {
      lines.add(
          speech.say(
              SiteWord.TOO_MANY_MISSED,
              labels(),
              Percent.rounded(report.recall().high()),
              speech.units(),
              Percent.of(RECALL)));
    }
    if (lines.isEmpty()) {
      lines.add(isFine() ? fine() : open());
    }
    if (!hasCracked()) {
      lines.add(label(SiteWord.LABEL_CRACKED, LEAST_CRACKED));
    }
    if (!hasSound()) {
      lines.add(label(SiteWord.LABEL_SOUND, LEAST_SOUND));
    }
    return lines;
  }

  private String label(SiteWord word, long count) {
    String alsoRefit =
        report.remedy().isRefit()
            ? speech.say(SiteWord.ALSO_REFIT, speech.pieces(HeadWords.LABELS))
            : "";
    return speech.say(word, speech.pieces(count), speech.units(), alsoRefit);
  }

  private boolean hasSound() {
    return report.falseAlarms().trials() > 0;
  }

  private boolean hasCracked() {
    return report.recall().trials() > 0;
  }

  private String fewerAlarms() {
    return speech.say(
        switch (report.remedy()) {
          case REFIT -> SiteWord.CALIBRATE;
          case REFIT_AGAIN -> SiteWord.CALIBRATE_AGAIN;
          case JOIN -> SiteWord.JOIN;
          case THRESHOLD -> SiteWord.THRESHOLD_OR_TRAIN;
        });
  }

  private boolean tooManyAlarms() {
    return hasSound() && report.falseAlarms().low() > FALSE_ALARMS;
  }

  private boolean tooManyMissed() {
    return hasCracked() && report.recall().high() < RECALL;
  }

  private boolean strange() {
    return report.unfamiliar().isPresent() && report.unfamiliar().get().low() > UNFAMILIAR;
  }

  /** By what more cracks are found. */
  private String labels() {
    if (!report.remedy().isRefit()) {
      return speech.say(SiteWord.THRESHOLD);
    }
    String wanted =
        Stream.of(
                wanted(
                    report.recall(),
                    HeadWords.LABELS,
                    hasCracked() ? SiteWord.MORE_CRACKED : SiteWord.CRACKED),
                wanted(
                    report.falseAlarms(),
                    HeadWords.LABELS,
                    hasSound() ? SiteWord.MORE_SOUND : SiteWord.SOUND))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(speech.say(SiteWord.AND)));
    if (!wanted.isEmpty()) {
      return speech.say(SiteWord.LABEL_AND_REFIT, wanted, speech.units());
    }
    return speech.say(report.remedy() == Remedy.REFIT ? SiteWord.REFIT : SiteWord.REFIT_AGAIN);
  }

  /** Such as {@code 4 more cracked}; empty if there are enough. */
  private Optional<String> wanted(ClopperPearson part, long enough, SiteWord word) {
    long more = enough - part.trials();
    return more <= 0 ? Optional.empty() : Optional.of(some(word, more));
  }

  private String some(SiteWord word, long count) {
    return speech.say(word, speech.pieces(count), speech.units());
  }

  /** Whether what is known is on the right side, by more than a handful of units. */
  private boolean isFine() {
    return (!hasSound()
            || (report.falseAlarms().trials() >= FEW
                && report.falseAlarms().share() <= FALSE_ALARMS))
        && (!hasCracked()
            || (report.recall().trials() >= FEW && report.recall().share() >= RECALL));
  }

  private String fine() {
    String fine = speech.say(isSurelyFine() ? SiteWord.FINE : SiteWord.FINE_SO_FAR);
    if (!hasCracked()) {
      return speech.say(SiteWord.FINE_ALARMS, fine, alarms());
    }
    return hasSound()
        ? speech.say(SiteWord.FINE_BOTH, fine, alarms(), found(SiteWord.FOUND_ONES))
        : speech.say(SiteWord.FINE_FOUND, fine, found(SiteWord.FOUND));
  }

  /** Whether the whole intervals are on the right side. */
  private boolean isSurelyFine() {
    return (!hasSound() || report.falseAlarms().high() <= FALSE_ALARMS)
        && (!hasCracked() || report.recall().low() >= RECALL);
  }

  private String alarms() {
    return speech.say(
        SiteWord.ALARMS,
        Percent.rounded(report.falseAlarms().share()),
        speech.units(),
        Percent.rounded(report.falseAlarms().high()));
  }

  private String found(SiteWord word) {
    return speech.say(
        word,
        Percent.rounded(report.recall().share()),
        speech.units(),
        Percent.rounded(report.recall().low()));
  }

  /** Shares that lie on the wrong side, or by a handful of units, without being surely wrong. */
  private String open() {
    ClopperPearson alarms = report.falseAlarms();
    ClopperPearson found = report.recall();
    if (alarms.trials() >= FEW && alarms.share() > FALSE_ALARMS) {
      return maybe(SiteWord.MAYBE_ALARMS, fewerAlarms(), alarms, alarms.low());
    }
    if (found.trials() >= FEW && found.share() < RECALL) {
      return maybe(SiteWord.MAYBE_MISSED, labels(), found, found.high());
    }
    List<String> there = new ArrayList<>();
    List<String> more = new ArrayList<>();
    if (hasSound()) {
      there.add(some(SiteWord.SOUND, alarms.trials()));
      wanted(alarms, LEAST_SOUND, SiteWord.MORE_SOUND_ONES).ifPresent(more::add);
    }
    if (hasCracked()) {
      there.add(some(SiteWord.CRACKED, found.trials()));
      wanted(found, LEAST_CRACKED, SiteWord.MORE_CRACKED_ONES).ifPresent(more::add);
    }
    String and = speech.say(SiteWord.AND);
    return speech.say(
        SiteWord.LABEL_MORE, String.join(and, there), speech.units(), String.join(and, more));
  }

  /**
   * That a share is on the wrong side, and perhaps is not.
   *
   * @param end of its interval, on the right side
   */
  private String maybe(SiteWord word, String remedy, ClopperPearson part, double end) {
    return speech.say(
        word,
        remedy,
        Percent.rounded(part.share()),
        speech.units(),
        speech.pieces(part.trials()),
        Percent.rounded(end));
  }
}
