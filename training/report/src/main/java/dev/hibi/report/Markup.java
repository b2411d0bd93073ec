package dev.hibi.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * HTML that is XML as well: every text and every value is escaped, every element closed. Not
 * thread-safe.
 */
final class Markup {
  private static final char REPLACEMENT = '\uFFFD';

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Begins an element.
   *
   * @param attributes names and values by turns
   */
  Markup open(String element, String... attributes) {
    begin(element, attributes);
    out.append('>');
    open.push(element);
    return this;
  }

  /** Ends the element that was begun last. */
  Markup close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** Ends the element that was begun last, and the line. */
  Markup closeLine() {
    close();
    out.append('\n');
    return this;
  }

  /** An element that holds a text. */
  Markup leaf(String element, String text, String... attributes) {
    return open(element, attributes).text(text).close();
  }

  /** An element that HTML never closes, or one of SVG that holds nothing. */
  Markup empty(String element, String... attributes) {
    begin(element, attributes);
    out.append("/>");
    return this;
  }

  /** A text. */
  Markup text(String text) {
    escape(text);
    return this;
  }

  /** What is HTML already: a constant of this program. */
  Markup constant(String html) {
    out.append(html);
    return this;
  }

  private void begin(String element, String... attributes) {
    if (attributes.length % 2 != 0) {
      throw new IllegalArgumentException(
          "bad attributes: expected names and values, found %d (%s)"
              .formatted(attributes.length, element));
    }
    out.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      out.append('"');
    }
  }

  private void escape(String text) {
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\n' -> out.append('\n');
                default -> out.appendCodePoint(isShown(c) ? c : REPLACEMENT);
              }
            });
  }

  /** Not what XML refuses, nor what turns the direction of what follows. */
  private static boolean isShown(int c) {
    return !Character.isISOControl(c)
        && !(c >= 0x202a && c <= 0x202e)
        && !(c >= 0x2066 && c <= 0x2069)
        && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
        && (c & 0xfffe) != 0xfffe;
  }

  /**
   * All that was written.
   *
   * @throws IllegalStateException if an element is still open
   */
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException(
          "open element: expected all to be closed, found '%s'".formatted(open.peek()));
    }
    return out.toString();
  }
}
