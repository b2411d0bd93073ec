package dev.hibi.client.api;

import java.util.Optional;

/** What a builder has to be given. */
final class Required {
  private Required() {}

  /**
   * The value.
   *
   * @throws IllegalArgumentException if there is none
   */
  static <T> T of(Optional<T> value, String what, String where) {
    return value.orElseThrow(
        () ->
            new IllegalArgumentException(
                "bad %s: expected one, found none (%s)".formatted(what, where)));
  }
}
