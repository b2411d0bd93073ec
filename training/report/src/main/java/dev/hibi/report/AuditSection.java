package dev.hibi.report;

import dev.hibi.dataset.audit.AuditReport;

/** What an audit of the data found, in its own words. */
record AuditSection(AuditReport report) implements Section {
  @Override
  public String id() {
    return "audit";
  }

  @Override
  public Wording title() {
    return TrainingWord.AUDIT;
  }

  @Override
  public void writeTo(Page page) {
    page.out().open("ul", "class", "says", "lang", page.language().id());
    report.verdict(page.language().locale()).stream()
        .limit(page.allowance().rows())
        .forEach(sentence -> page.out().leaf("li", sentence));
    page.out().closeLine();
  }
}
