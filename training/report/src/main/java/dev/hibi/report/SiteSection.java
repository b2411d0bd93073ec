package dev.hibi.report;

import dev.hibi.inspection.SiteReport;
import java.util.List;
import java.util.Locale;

/**
 * What a model does at a site and what to do about it, in the words of its report.
 *
 * @param labeled whether images have labels; else they are all taken as uncracked
 */
record SiteSection(SiteReport report, boolean labeled) implements Section {
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
    if (!labeled) {
      page.paragraph(page.say(EvaluationWord.UNLABELED));
    }
    Locale language = page.language().locale();
    list(page, EvaluationWord.SITE_FINDINGS, report.findings(language));
    list(page, EvaluationWord.SITE_ADVICE, report.advice(language));
  }

  private static void list(Page page, Wording heading, List<String> lines) {
    page.heading(page.say(heading));
    page.out().open("ul", "class", "says", "lang", page.language().id());
    lines.forEach(line -> page.out().leaf("li", line));
    page.out().closeLine();
  }
}
