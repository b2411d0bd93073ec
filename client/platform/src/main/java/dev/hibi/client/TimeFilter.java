package dev.hibi.client;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Which times a list keeps, as the server's own clock shows them.
 *
 * <p>Immutable.
 */
public final class TimeFilter {
  /** To the second, as {@code 2026-01-31 09:30:00}. */
  static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private final String text;

  private TimeFilter(String text) {
    this.text = text;
  }

  /** Those of a day. */
  public static TimeFilter on(LocalDate day) {
    return new TimeFilter("=" + day);
  }

  /** This time and later ones. */
  public static TimeFilter from(LocalDateTime time) {
    return new TimeFilter(">=" + FORMAT.format(time));
  }

  /** Earlier ones. */
  public static TimeFilter before(LocalDateTime time) {
    return new TimeFilter("<" + FORMAT.format(time));
  }

  /** As the server spells it. */
  @Override
  public String toString() {
    return text;
  }
}
