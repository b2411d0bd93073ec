package dev.hibi.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a page is written in. */
public enum ReportLanguage {
  /** The default. */
  ENGLISH("en"),
  /** 日本語. */
  JAPANESE("ja");

  private final String id;

  ReportLanguage(String id) {
    this.id = id;
  }

  /** The language's tag, such as {@code en}. */
  public String id() {
    return id;
  }

  /** As what is reported speaks it. */
  Locale locale() {
    return Locale.forLanguageTag(id);
  }

  /**
   * The language of a tag.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public static ReportLanguage of(String id) {
    return Arrays.stream(values())
        .filter(language -> language.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown language: expected %s, found '%s'"
                        .formatted(
                            Arrays.stream(values())
                                .map(ReportLanguage::id)
                                .collect(Collectors.joining(" or ")),
                            id)));
  }
}
