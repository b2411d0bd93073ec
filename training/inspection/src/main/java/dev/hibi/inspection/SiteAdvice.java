package dev.hibi.inspection;

import dev.hibi.inspection.SiteReport.Remedy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What follows from what a model does at a site. A share is too high or too low if its whole
 * interval is, and well if it is on the right side itself; else the images are too few to tell.
 */
record SiteAdvice(SiteReport report) {
  /** False alarms that an inspector can live with: as {@code hibi calibrate --normal} has them. */
  static final double FALSE_ALARMS = 0.1;

  /** Of cracked units, that should be found. */
  static final double RECALL = 0.9;

  /** Of a model's own images 1 % are unfamiliar; at this share another kind of images is shown. */
  static final double UNFAMILIAR = 0.05;

  /** A unit of one side is little; from so many on a share is worth a word. */
  private static final int FEW = 10;

  private static final long LEAST_SOUND =
      CalibrationScores.negativesNeeded(FALSE_ALARMS, SiteWords.CONFIDENCE);
  private static final long LEAST_CRACKED =
      CalibrationScores.positivesNeeded(SiteWords.RECALL, SiteWords.CONFIDENCE);

  List<String> findings() {
    List<String> lines = new ArrayList<>();
    String units = report.site().unit().plural();
    if (report.falseAlarms().trials() > 0) {
      lines.add(SiteWords.counted(report.falseAlarms(), "uncracked " + units, "raise an alarm"));
    }
    if (report.recall().trials() > 0) {
      lines.add(SiteWords.counted(report.recall(), "cracked " + units, "raise an alarm"));
    } else {
      lines.add(SiteWords.notKnown(units));
    }
    report
        .auc()
        .ifPresent(
            auc ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "AUC %.3f over %d images: so often a cracked one scores above an uncracked one",
                        auc,
                        report.site().count())));
    lines.add(
        report
            .unfamiliar()
            .map(share -> SiteWords.counted(share, units, "are unfamiliar"))
            .orElse(
                report.remedy() == Remedy.JOIN
                    ? "what is unfamiliar is not told apart: the model calls whatever is not ordinary a crack"
                    : "how many are unfamiliar is not known: the model has no bank of its images"));
    lines.add(drift());
    return lines;
  }

  private String drift() {
    return report.drift().isPresent()
        ? String.format(
            Locale.ROOT,
            "drift %.2f: by so many standard deviations of its training images a feature's mean has moved, as root mean square; as many of these would show %.2f",
            report.drift().getAsDouble(),
            report.driftByChance().getAsDouble())
        : "drift is not known: the model has no rows of its training images";
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (tooManyAlarms()) {
      lines.add(
          "%s: at least %s of uncracked %s raise an alarm, more than %s"
              .formatted(
                  fewerAlarms(),
                  Percent.rounded(report.falseAlarms().low()),
                  units(),
                  Percent.of(FALSE_ALARMS)));
    } else if (strange()) {
      lines.add(
          "%s: at least %s of the %s are unfamiliar, at home 1 %%: what was measured there means little here"
              .formatted(
                  fewerAlarms(),
                  Percent.rounded(report.unfamiliar().map(ClopperPearson::low).orElse(0.0)),
                  units()));
    }
    if (tooManyMissed()) {
      lines.add(labels());
    }
    if (lines.isEmpty()) {
      lines.add(isFine() ? fine() : open());
    }
    if (report.recall().trials() == 0) {
      lines.add(
          "label %d cracked %s: with none it is not known how many are found%s"
              .formatted(
                  CalibrationScores.positivesNeeded(SiteWords.RECALL, SiteWords.CONFIDENCE),
                  units(),
                  report.remedy() == Remedy.REFIT
                      ? "; %d of each class also refit the head".formatted(SiteWords.LABELS)
                      : ""));
    }
    return lines;
  }

  private String fewerAlarms() {
    return switch (report.remedy()) {
      case REFIT -> "calibrate with ordinary images";
      case JOIN -> "let what is ordinary here join the bank";
      case THRESHOLD ->
          "calibrate a threshold by labeled photographs, or train with images of the site";
    };
  }

  private String units() {
    return report.site().unit().plural();
  }

  private boolean tooManyAlarms() {
    return report.falseAlarms().trials() > 0 && report.falseAlarms().low() > FALSE_ALARMS;
  }

  private boolean tooManyMissed() {
    return report.recall().trials() > 0 && report.recall().high() < RECALL;
  }

  private boolean strange() {
    return report.unfamiliar().isPresent() && report.unfamiliar().get().low() > UNFAMILIAR;
  }

  private String labels() {
    long fewer = Math.min(report.recall().trials(), report.falseAlarms().trials());
    String missed =
        "at most %s of cracked %s are found, fewer than %s"
            .formatted(Percent.rounded(report.recall().high()), units(), Percent.of(RECALL));
    if (report.remedy() != Remedy.REFIT) {
      return "calibrate a threshold by labeled photographs: " + missed;
    }
    return fewer >= SiteWords.LABELS
        ? "refit with these labels: " + missed
        : "label %d more of each class and refit: %s".formatted(SiteWords.LABELS - fewer, missed);
  }

  /** Whether both shares are on the right side, by more than a handful of units. */
  private boolean isFine() {
    return report.falseAlarms().trials() >= FEW
        && report.falseAlarms().share() <= FALSE_ALARMS
        && (report.recall().trials() == 0
            || (report.recall().trials() >= FEW && report.recall().share() >= RECALL));
  }

  private String fine() {
    String alarms =
        "%s of uncracked %s raise an alarm, at most %s"
            .formatted(
                Percent.rounded(report.falseAlarms().share()),
                units(),
                Percent.rounded(report.falseAlarms().high()));
    return report.recall().trials() == 0
        ? "fine as it is, as to false alarms: " + alarms
        : "fine as it is: %s; %s of cracked ones, at least %s"
            .formatted(
                alarms,
                Percent.rounded(report.recall().share()),
                Percent.rounded(report.recall().low()));
  }

  /** Shares that lie on the wrong side, or by too few units, without being surely wrong. */
  private String open() {
    long sound = Math.max(0, LEAST_SOUND - report.falseAlarms().trials());
    return report.falseAlarms().trials() >= FEW && report.falseAlarms().share() > FALSE_ALARMS
        ? "%s, or label more to be sure: %s of uncracked %s raise an alarm, by %d perhaps %s"
            .formatted(
                fewerAlarms(),
                Percent.rounded(report.falseAlarms().share()),
                units(),
                report.falseAlarms().trials(),
                Percent.rounded(report.falseAlarms().low()))
        : "label more: %d uncracked and %d cracked %s do not tell; %d more uncracked ones and %d more cracked ones would"
            .formatted(
                report.falseAlarms().trials(),
                report.recall().trials(),
                units(),
                sound,
                Math.max(0, LEAST_CRACKED - report.recall().trials()));
  }
}
