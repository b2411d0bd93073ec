package dev.hibi.client.api;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Which entries a list keeps. The server spells a filter as text in the query; {@code toString}
 * gives that text.
 *
 * <p>Filters are immutable.
 */
public sealed interface Filter {

  /** Which ids a list keeps. */
  final class Id implements Filter {
    private final String text;

    private Id(String text) {
      this.text = text;
    }

    /** This one. */
    public static Id is(long id) {
      return new Id("=" + id);
    }

    /** This one and later ones. */
    public static Id from(long id) {
      return new Id(">=" + id);
    }

    /** Later ones. */
    public static Id after(long id) {
      return new Id(">" + id);
    }

    /** This one and earlier ones. */
    public static Id to(long id) {
      return new Id("<=" + id);
    }

    /** Earlier ones. */
    public static Id before(long id) {
      return new Id("<" + id);
    }

    /** As the server spells it. */
    @Override
    public String toString() {
      return text;
    }
  }

  /** Which texts a list keeps. Upper and lower case differ. */
  final class Text implements Filter {
    private static final String NOT = "!";
    private final String text;

    private Text(String text) {
      this.text = text;
    }

    /**
     * Those that contain a text.
     *
     * @throws IllegalArgumentException if it is empty, or begins with an exclamation mark, which
     *     the server takes for the opposite
     */
    public static Text contains(String text) {
      if (text.startsWith(NOT)) {
        throw new IllegalArgumentException(
            "bad filter: expected a text that does not begin with '!', found '%s'".formatted(text));
      }
      return new Text(present(text));
    }

    /**
     * Those that do not contain a text, or are empty.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public static Text lacks(String text) {
      return new Text(NOT + present(text));
    }

    private static String present(String text) {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("bad filter: expected a text, found an empty one");
      }
      return text;
    }

    /** As the server spells it. */
    @Override
    public String toString() {
      return text;
    }
  }

  /** Which times a list keeps, as the server's own clock shows them. */
  final class Time implements Filter {
    /** To the second, as {@code 2026-01-31 09:30:00}. */
    static final DateTimeFormatter FORMAT =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private final String text;

    private Time(String text) {
      this.text = text;
    }

    /** Those of a day. */
    public static Time on(LocalDate day) {
      return new Time("=" + day);
    }

    /** This time and later ones. */
    public static Time from(LocalDateTime time) {
      return new Time(">=" + FORMAT.format(time));
    }

    /** Earlier ones. */
    public static Time before(LocalDateTime time) {
      return new Time("<" + FORMAT.format(time));
    }

    /** As the server spells it. */
    @Override
    public String toString() {
      return text;
    }
  }
}
