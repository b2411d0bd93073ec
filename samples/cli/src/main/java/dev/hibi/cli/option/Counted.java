package dev.hibi.cli.option;

import java.util.Locale;

/** Numbers of things in words: "1 file", "2,000 files". */
public final class Counted {
  private Counted() {}

  /**
   * A number and what it counts.
   *
   * @param one the word for one of them, whose plural ends with s
   */
  public static String of(long count, String one) {
    return String.format(Locale.ROOT, "%,d %s%s", count, one, count == 1 ? "" : "s");
  }
}
