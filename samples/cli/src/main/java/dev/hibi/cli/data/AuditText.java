package dev.hibi.cli.data;

import dev.hibi.cli.option.Counted;
import dev.hibi.cli.option.Pace;
import dev.hibi.dataset.audit.AuditListener;
import dev.hibi.dataset.audit.AuditReport;
import dev.hibi.dataset.audit.DuplicatePair;
import dev.hibi.dataset.audit.Finding;
import dev.hibi.dataset.audit.SingleThreshold;
import dev.hibi.dataset.audit.SplitSummary;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An audit's report as people read it. */
public final class AuditText {
  private static final int SHOWN = 10;

  private AuditText() {}

  /** Says now and then how far an audit is. */
  public static AuditListener progress(PrintWriter out) {
    Pace pace = new Pace();
    return (phase, done, total) -> {
      if (pace.isTime()) {
        out.printf("          %s %,d of %,d%n", phase.name().toLowerCase(Locale.ROOT), done, total);
      }
    };
  }

  static void print(AuditReport report, PrintWriter out) {
    printDetails(report, out);
    out.println();
    report.verdict().forEach(sentence -> out.println("- " + sentence));
  }

  private static void printDetails(AuditReport report, PrintWriter out) {
    for (SplitSummary split : report.splits()) {
      out.println();
      out.printf("%-12s %s%n", split.name(), Counted.of(split.images(), "image"));
      out.printf("  classes    %s%n", counts(split.classes()));
      out.printf("  sources    %s%n", counts(split.sources()));
      out.printf("  sizes      %s%n", counts(split.sizes()));
      out.printf("  colours    %s%n", counts(split.colorModes()));
      out.printf("  formats    %s%n", counts(split.formats()));
      for (SplitSummary.Light light : split.light()) {
        out.printf(
            "  %-10s brightness %.1f +- %.1f, contrast %.1f +- %.1f%n",
            light.label(),
            light.brightness(),
            light.brightnessDeviation(),
            light.contrast(),
            light.contrastDeviation());
      }
    }
    out.println();
    report.thresholds().forEach(threshold -> print(threshold, out));
    pairs("leaks", report.leaks(), out);
    pairs("conflicts", report.conflicts(), out);
    findings("unreadable", report.unreadable(), out);
    findings("blank", report.blank(), out);
    findings("blurred", report.blurred(), out);
    out.printf(
        "%-12s %s, %s%n",
        "copies",
        Counted.of(report.duplicates().size(), "pair"),
        Counted.of(report.duplicateGroups(), "group"));
  }

  /** The verdict as a list, and the rest as it is printed. */
  public static String markdown(AuditReport report) {
    StringWriter printed = new StringWriter();
    try (PrintWriter out = new PrintWriter(printed)) {
      printDetails(report, out);
    }
    StringBuilder text = new StringBuilder();
    report.verdict().forEach(sentence -> text.append("* ").append(sentence).append('\n'));
    text.append('\n');
    // Lines that are indented by four are left as they are.
    printed.toString().lines().forEach(line -> text.append("    ").append(line).append('\n'));
    return text.toString();
  }

  private static String counts(List<SplitSummary.Count> counts) {
    String text =
        counts.stream()
            .limit(SHOWN)
            .map(
                c ->
                    String.format(
                        Locale.ROOT, "%s %,d (%.1f %%)", c.name(), c.count(), 100 * c.share()))
            .collect(Collectors.joining(", "));
    return counts.size() > SHOWN ? text + ", and " + (counts.size() - SHOWN) + " more" : text;
  }

  private static void print(SingleThreshold threshold, PrintWriter out) {
    out.printf(
        "threshold    %s %.1f: %s at or below, %s above: %.1f %% right, guessing %.1f %%%n",
        threshold.measure(),
        threshold.threshold(),
        threshold.below(),
        threshold.above(),
        100 * threshold.accuracy(),
        100 * threshold.majority());
  }

  private static void pairs(String title, List<DuplicatePair> pairs, PrintWriter out) {
    out.printf("%-12s %s%n", title, Counted.of(pairs.size(), "pair"));
    for (DuplicatePair pair : pairs.subList(0, Math.min(SHOWN, pairs.size()))) {
      out.printf(
          "             %s (%s) = %s (%s), %s%n",
          pair.first().name(),
          pair.first().label(),
          pair.second().name(),
          pair.second().label(),
          pair.identical()
              ? "the same file"
              : String.format(
                  Locale.ROOT, "%s, correlation %.3f", pair.form().words(), pair.correlation()));
    }
    more(pairs.size(), out);
  }

  private static void findings(String title, List<Finding> findings, PrintWriter out) {
    out.printf("%-12s %,d%n", title, findings.size());
    for (Finding finding : findings.subList(0, Math.min(SHOWN, findings.size()))) {
      out.printf("             %s: %s%n", finding.image().name(), finding.reason());
    }
    more(findings.size(), out);
  }

  private static void more(int count, PrintWriter out) {
    if (count > SHOWN) {
      out.printf("             and %,d more%n", count - SHOWN);
    }
  }
}
