package dev.hibi.dataset.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An audit in sentences, the worst first. */
final class Verdict {
  /** Share of right answers from which a single threshold is worth a warning. */
  private static final double SEPARABLE = 0.9;

  private final AuditReport report;
  private final Locale language;
  private final List<String> sentences = new ArrayList<>();

  private Verdict(AuditReport report, Locale language) {
    this.report = report;
    this.language = language;
  }

  static List<String> of(AuditReport report, Locale language) {
    Verdict verdict = new Verdict(report, language);
    verdict.leaks();
    verdict.count(AuditWord.CONFLICTS, report.conflicts().size());
    verdict.count(AuditWord.UNREADABLE, report.unreadable().size());
    verdict.count(AuditWord.BLANK, report.blank().size());
    verdict.count(AuditWord.BLURRED, report.blurred().size());
    verdict.copies();
    verdict.thresholds();
    if (verdict.sentences.isEmpty()) {
      verdict.sentences.add(AuditWord.NOTHING.in(language));
    }
    return List.copyOf(verdict.sentences);
  }

  static String images(long count) {
    return String.format(Locale.ROOT, "%,d image%s", count, count == 1 ? "" : "s");
  }

  private void leaks() {
    for (SplitSummary split : report.splits()) {
      String name = split.name();
      long leaked = report.leaked().stream().filter(i -> i.split().equals(name)).count();
      count(AuditWord.LEAKED, leaked, name, 100.0 * leaked / split.images());
    }
    if (report.splits().size() > 1 && report.leaks().isEmpty()) {
      sentences.add(AuditWord.NO_LEAK.in(language));
    }
  }

  /** Says nothing of none. */
  private void count(AuditWord word, long count, Object... values) {
    if (count > 0) {
      sentences.add(word.counted(language, count, values));
    }
  }

  private void copies() {
    int within = report.duplicates().size() - report.leaks().size();
    if (within > 0) {
      sentences.add(
          AuditWord.COPIES.in(
              language,
              AuditWord.PAIRS.counted(language, within),
              AuditWord.GROUPS.counted(language, report.duplicateGroups())));
    }
  }

  private void thresholds() {
    for (SingleThreshold threshold : report.thresholds()) {
      if (threshold.accuracy() >= SEPARABLE && threshold.accuracy() > threshold.majority()) {
        sentences.add(
            AuditWord.THRESHOLD.in(
                language,
                measure(threshold.measure()),
                100 * threshold.accuracy(),
                100 * threshold.majority()));
      }
    }
  }

  private String measure(String measure) {
    return switch (measure) {
      case "brightness" -> AuditWord.BRIGHTNESS.in(language);
      case "contrast" -> AuditWord.CONTRAST.in(language);
      default -> measure;
    };
  }
}
