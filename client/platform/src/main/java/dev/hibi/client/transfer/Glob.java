package dev.hibi.client.transfer;

import java.util.regex.Pattern;

/** A pattern of paths with slashes; {@link OutputFiles#matching} says what it may have. */
record Glob(Pattern pattern) {

  static Glob of(String text) {
    String from = text.replaceAll("^/+", "");
    if (from.isEmpty()) {
      throw new IllegalArgumentException("bad pattern: expected a text, found none");
    }
    StringBuilder regex = new StringBuilder(from.indexOf('/') < 0 ? "(?:.*/)?" : "");
    for (int i = 0; i < from.length(); i++) {
      if (from.startsWith("**/", i)) {
        regex.append("(?:.*/)?");
        i += 2;
      } else if (from.startsWith("**", i)) {
        regex.append(".*");
        i++;
      } else {
        regex.append(part(from.charAt(i)));
      }
    }
    return new Glob(Pattern.compile(regex.toString(), Pattern.DOTALL));
  }

  private static String part(char c) {
    return switch (c) {
      case '*' -> "[^/]*";
      case '?' -> "[^/]";
      default -> Pattern.quote(String.valueOf(c));
    };
  }

  boolean matches(String path) {
    return pattern.matcher(path).matches();
  }
}
