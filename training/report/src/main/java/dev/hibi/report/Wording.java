package dev.hibi.report;

import java.util.Locale;

/** A text of a page in each of its languages. */
interface Wording {
  String english();

  String japanese();

  /**
   * The text.
   *
   * @param values that stand in it, as {@link String#format} has it; of none, the text as it is
   */
  default String in(ReportLanguage language, Object... values) {
    String text = language == ReportLanguage.JAPANESE ? japanese() : english();
    return values.length == 0 ? text : String.format(Locale.ROOT, text, values);
  }
}
