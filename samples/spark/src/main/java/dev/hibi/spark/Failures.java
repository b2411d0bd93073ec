package dev.hibi.spark;

import java.util.Optional;

/** What went wrong, in a line. */
final class Failures {
  private Failures() {}

  /** A failure's message, or its name where it has none. */
  static String message(Throwable failure) {
    return Optional.ofNullable(failure.getMessage())
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .orElse(failure.getClass().getSimpleName())
        .lines()
        .findFirst()
        .orElse("");
  }
}
