package dev.hibi.report;

import java.util.List;

/**
 * What stands above a page's sections.
 *
 * @param title of the page
 * @param facts what it is of
 * @param views whether the page has pictures to look into, which takes a script
 */
record Front(ReportLanguage language, Wording title, List<Fact> facts, boolean views) {
  /** A fact with its name, such as the model and where it lies. */
  record Fact(Wording name, String text) {}
}
