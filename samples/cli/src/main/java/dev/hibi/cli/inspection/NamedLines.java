package dev.hibi.cli.inspection;

import java.io.PrintWriter;
import java.util.List;

/** Lines for people, of which the first says what they are about. */
final class NamedLines {
  private NamedLines() {}

  /**
   * Prints them, one below the other.
   *
   * @param name of at most 9 letters
   */
  static void print(String name, List<String> lines, PrintWriter out) {
    String head = name;
    for (String line : lines) {
      out.printf("%-9s %s%n", head, line);
      head = "";
    }
  }
}
