package dev.hibi.report;

/** Names as a page shows them: whole, unless they are very long. */
final class Names {
  private static final int LONGEST = 400;

  private Names() {}

  /** The name, without its middle if it has more than 400 characters. */
  static String shown(String name) {
    int half = LONGEST / 2;
    return name.length() <= LONGEST
        ? name
        : name.substring(0, half) + " … " + name.substring(name.length() - half);
  }
}
