package dev.hibi.client;

/**
 * Which texts a list keeps. Upper and lower case differ.
 *
 * <p>Immutable.
 */
public final class TextFilter {
  private static final String NOT = "!";
  private final String text;

  private TextFilter(String text) {
    this.text = text;
  }

  /**
   * Those that contain a text.
   *
   * @throws IllegalArgumentException if it is empty, or begins with an exclamation mark, which the
   *     server takes for the opposite
   */
  public static TextFilter contains(String text) {
    if (text.startsWith(NOT)) {
      throw new IllegalArgumentException(
          "bad filter: expected a text that does not begin with '!', found '%s'".formatted(text));
    }
    return new TextFilter(present(text));
  }

  /**
   * Those that do not contain a text, or are empty.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public static TextFilter lacks(String text) {
    return new TextFilter(NOT + present(text));
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
