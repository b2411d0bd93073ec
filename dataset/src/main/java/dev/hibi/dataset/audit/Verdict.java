package dev.hibi.dataset.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An audit in sentences, the worst first. */
final class Verdict {
  /** Share of right answers from which a single threshold is worth a warning. */
  private static final double SEPARABLE = 0.9;

  private final AuditReport report;
  private final List<String> sentences = new ArrayList<>();

  private Verdict(AuditReport report) {
    this.report = report;
  }

  static List<String> of(AuditReport report) {
    Verdict verdict = new Verdict(report);
    verdict.leaks();
    verdict.conflicts();
    verdict.images();
    verdict.copies();
    verdict.thresholds();
    if (verdict.sentences.isEmpty()) {
      verdict.add("Nothing was found that speaks against this data.");
    }
    return List.copyOf(verdict.sentences);
  }

  private void add(String format, Object... values) {
    sentences.add(String.format(Locale.ROOT, format, values));
  }

  static String images(long count) {
    return counted(count, "image");
  }

  private static String counted(long count, String one) {
    return String.format(Locale.ROOT, "%,d %s%s", count, one, count == 1 ? "" : "s");
  }

  private void leaks() {
    for (SplitSummary split : report.splits()) {
      int leaked =
          (int) report.leaked().stream().filter(i -> i.split().equals(split.name())).count();
      if (leaked > 0) {
        add(
            "%s of %s (%.2f %%) %s in an earlier split: accuracy on %s flatters the model.",
            images(leaked),
            split.name(),
            100.0 * leaked / split.images(),
            leaked == 1 ? "has a copy" : "have copies",
            split.name());
      }
    }
    if (report.splits().size() > 1 && report.leaks().isEmpty()) {
      add("No image stands in two splits.");
    }
  }

  private void conflicts() {
    int count = report.conflicts().size();
    if (count > 0) {
      add(
          "%s of copies %s two labels: one of each is wrong.",
          counted(count, "pair"), count == 1 ? "has" : "have");
    }
  }

  private void images() {
    if (!report.unreadable().isEmpty()) {
      add("%s cannot be read.", images(report.unreadable().size()));
    }
    if (!report.blank().isEmpty()) {
      add(
          "%s show nothing.".replace("show", report.blank().size() == 1 ? "shows" : "show"),
          images(report.blank().size()));
    }
    if (!report.blurred().isEmpty()) {
      int count = report.blurred().size();
      add("%s %s blurred.", images(count), count == 1 ? "is" : "are");
    }
  }

  private void copies() {
    int within = report.duplicates().size() - report.leaks().size();
    if (within > 0) {
      add(
          "%s of copies within a split, %s of copies in all: fewer photographs than"
              + " images; keep each group on one side of a split.",
          counted(within, "pair"), counted(report.duplicateGroups(), "group"));
    }
  }

  private void thresholds() {
    for (SingleThreshold threshold : report.thresholds()) {
      if (threshold.accuracy() >= SEPARABLE && threshold.accuracy() > threshold.majority()) {
        add(
            "A single threshold on %s gets %.1f %% right (guessing: %.1f %%): a model has shown"
                + " nothing until it is better.",
            threshold.measure(), 100 * threshold.accuracy(), 100 * threshold.majority());
      }
    }
  }
}
