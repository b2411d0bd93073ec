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
    if (report.learned() > 0) {
      lines.add(
          "%d of %d images are among those that the model learned from: what it does there tells nothing of others"
              .formatted(report.learned(), report.site().count()));
    }
    lines.add(
        hasSound()
            ? SiteWords.counted(report.falseAlarms(), "uncracked " + units, "raise an alarm")
            : SiteWords.alarmsNotKnown(units, FALSE_ALARMS));
    lines.add(
        hasCracked()
            ? SiteWords.counted(report.recall(), "cracked " + units, "raise an alarm")
            : SiteWords.notKnown(units));
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
            "drift %.2f: so far the mean of the features has moved, in standard deviations of its training images; as many of these would show %.2f",
            report.drift().getAsDouble(),
            report.driftByChance().getAsDouble())
        : "drift is not known: the model has no rows of its training images";
  }

  List<String> lines() {
    if (report.learned() > 0) {
      return List.of(
          "take other images: by what the model learned from nobody knows what it does at a site");
    }
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
      lines.add(
          "%s: at most %s of cracked %s are found, fewer than %s"
              .formatted(
                  labels(), Percent.rounded(report.recall().high()), units(), Percent.of(RECALL)));
    }
    if (lines.isEmpty()) {
      lines.add(isFine() ? fine() : open());
    }
    if (!hasCracked()) {
      lines.add(
          "label %d cracked %s: with none it is not known how many are found%s"
              .formatted(LEAST_CRACKED, units(), alsoRefit()));
    }
    if (!hasSound()) {
      lines.add(
          "label %d uncracked %s: with none it is not known how many raise an alarm%s"
              .formatted(LEAST_SOUND, units(), alsoRefit()));
    }
    return lines;
  }

  private String alsoRefit() {
    return report.remedy().isRefit()
        ? "; %d of each class also refit the head".formatted(SiteWords.LABELS)
        : "";
  }

  private boolean hasSound() {
    return report.falseAlarms().trials() > 0;
  }

  private boolean hasCracked() {
    return report.recall().trials() > 0;
  }

  private String fewerAlarms() {
    return switch (report.remedy()) {
      case REFIT -> "calibrate with ordinary images";
      case REFIT_AGAIN -> "calibrate the model as it was trained with these and the former images";
      case JOIN -> "let what is ordinary here join the bank";
      case THRESHOLD ->
          "calibrate a threshold by labeled photographs, or train with images of the site";
    };
  }

  private String units() {
    return report.site().unit().plural();
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
      return "calibrate a threshold by labeled photographs";
    }
    String wanted =
        Stream.of(
                wanted(report.recall(), SiteWords.LABELS, "cracked"),
                wanted(report.falseAlarms(), SiteWords.LABELS, "uncracked"))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(" and "));
    if (!wanted.isEmpty()) {
      return "label %s %s and refit".formatted(wanted, units());
    }
    return report.remedy() == Remedy.REFIT
        ? "refit with these labels"
        : "refit the model as it was trained with these and the former images";
  }

  /** Such as {@code 4 more cracked}; empty if there are enough. */
  private static Optional<String> wanted(ClopperPearson part, long enough, String kind) {
    long more = enough - part.trials();
    return more <= 0
        ? Optional.empty()
        : Optional.of("%d %s%s".formatted(more, part.trials() == 0 ? "" : "more ", kind));
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
    String fine = isSurelyFine() ? "fine as it is" : "fine as far as these few tell";
    if (!hasCracked()) {
      return "%s, as to false alarms: %s".formatted(fine, alarms());
    }
    return hasSound()
        ? "%s: %s; %s".formatted(fine, alarms(), found("ones"))
        : "%s, as to cracks: %s".formatted(fine, found(units()));
  }

  /** Whether the whole intervals are on the right side. */
  private boolean isSurelyFine() {
    return (!hasSound() || report.falseAlarms().high() <= FALSE_ALARMS)
        && (!hasCracked() || report.recall().low() >= RECALL);
  }

  private String alarms() {
    return "%s of uncracked %s raise an alarm, at most %s"
        .formatted(
            Percent.rounded(report.falseAlarms().share()),
            units(),
            Percent.rounded(report.falseAlarms().high()));
  }

  private String found(String units) {
    return "%s of cracked %s are found, at least %s"
        .formatted(
            Percent.rounded(report.recall().share()),
            units,
            Percent.rounded(report.recall().low()));
  }

  /** Shares that lie on the wrong side, or by a handful of units, without being surely wrong. */
  private String open() {
    if (report.falseAlarms().trials() >= FEW && report.falseAlarms().share() > FALSE_ALARMS) {
      return "%s, or label more to be sure: %s of uncracked %s raise an alarm, by %d perhaps %s"
          .formatted(
              fewerAlarms(),
              Percent.rounded(report.falseAlarms().share()),
              units(),
              report.falseAlarms().trials(),
              Percent.rounded(report.falseAlarms().low()));
    }
    if (report.recall().trials() >= FEW && report.recall().share() < RECALL) {
      return "%s, or label more to be sure: %s of cracked %s are found, by %d perhaps %s"
          .formatted(
              labels(),
              Percent.rounded(report.recall().share()),
              units(),
              report.recall().trials(),
              Percent.rounded(report.recall().high()));
    }
    List<String> there = new ArrayList<>();
    List<String> more = new ArrayList<>();
    if (hasSound()) {
      there.add("%d uncracked".formatted(report.falseAlarms().trials()));
      wanted(report.falseAlarms(), LEAST_SOUND, "uncracked ones").ifPresent(more::add);
    }
    if (hasCracked()) {
      there.add("%d cracked".formatted(report.recall().trials()));
      wanted(report.recall(), LEAST_CRACKED, "cracked ones").ifPresent(more::add);
    }
    return "label more: %s %s do not tell; %s would"
        .formatted(String.join(" and ", there), units(), String.join(" and ", more));
  }
}
