package dev.hibi.report;

import dev.hibi.inspection.SiteReport;
import java.util.List;

/**
 * What a model does at a site and what to do about it, in the report's own words, which are
 * English.
 */
record SiteSection(SiteReport report) implements Section {
  @Override
  public String id() {
    return "site";
  }

  @Override
  public Wording title() {
    return EvaluationWord.SITE;
  }

  @Override
  public void writeTo(Page page) {
    list(page, EvaluationWord.SITE_FINDINGS, report.findings());
    list(page, EvaluationWord.SITE_ADVICE, report.advice());
  }

  private static void list(Page page, Wording heading, List<String> lines) {
    page.heading(page.say(heading));
    page.out().open("ul", "class", "says", "lang", ReportLanguage.ENGLISH.id());
    lines.forEach(line -> page.out().leaf("li", line));
    page.out().closeLine();
  }
}
