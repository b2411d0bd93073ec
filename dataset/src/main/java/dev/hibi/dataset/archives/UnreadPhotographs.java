package dev.hibi.dataset.archives;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Photographs that were met and left out because nothing here reads their format. */
final class UnreadPhotographs {
  static final String READ = "JPEG, PNG, BMP, GIF, TIFF or WebP";

  private final Map<String, Integer> counts = new TreeMap<>();
  private String first = "";

  /** The format of such a photograph, by its content or else its name; empty if it is none. */
  static String format(String path, FirstBytes content) {
    String found = content.unreadFormat();
    return found.isEmpty() ? FileNames.unreadFormat(path) : found;
  }

  /**
   * Counts a file.
   *
   * @param format empty if it is no such photograph
   * @param name what to call it
   */
  void see(String format, Supplier<String> name) {
    if (format.isEmpty()) {
      return;
    }
    if (counts.isEmpty()) {
      first = name.get();
    }
    counts.merge(format, 1, Integer::sum);
  }

  /** Such as {@code 3 HEIC, 1 DNG}. */
  private String found() {
    return String.join(
        ", ",
        counts.entrySet().stream().map(count -> count.getValue() + " " + count.getKey()).toList());
  }

  /** What a complaint that there are no images should add; empty if nothing. */
  String hint() {
    return counts.isEmpty() ? "" : " (" + found() + ", which must be converted to JPEG or PNG)";
  }

  /** What a user should know. */
  Optional<String> warning() {
    return counts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "photographs left out: expected %s, found %s, the first of them %s: convert them to JPEG or PNG"
                .formatted(READ, found(), first));
  }
}
