package dev.hibi.tensorboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Names of event files: {@code events.out.tfevents.<seconds>.<host>.<process>.0<suffix>}, the
 * seconds with ten digits.
 *
 * <p>TensorBoard takes every file whose name contains {@code tfevents}, and reads those of a
 * directory in the order of their names.
 */
final class EventFileNames {
  private static final String MARK = "tfevents";
  private static final String PREFIX = "events.out.tfevents.";
  private static final int SECONDS_DIGITS = 10;
  private static final long MAX_SECONDS = 9_999_999_999L;

  private EventFileNames() {}

  /** The event files of a directory in TensorBoard's order. */
  static List<Path> in(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children
          .filter(f -> isEventFile(f) && Files.isRegularFile(f))
          .sorted(Comparator.comparing(f -> f.getFileName().toString()))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Whether TensorBoard takes a file of this name for an event file. */
  static boolean isEventFile(Path file) {
    return file.getFileName().toString().contains(MARK);
  }

  /**
   * A name that sorts after all those that are there. The clock alone does not give that: two files
   * of one second are told apart by their process numbers, and a clock may go back.
   *
   * @param present in order
   * @throws IOException if no such name can be made
   */
  static String after(List<Path> present, long seconds, String host, long process, String suffix)
      throws IOException {
    String rest = "." + host + "." + process + ".0" + suffix;
    String name = name(Math.max(0, seconds), rest);
    if (present.isEmpty()) {
      return name;
    }
    Path last = present.get(present.size() - 1);
    String lastName = last.getFileName().toString();
    if (name.compareTo(lastName) > 0) {
      return name;
    }
    String later = name(secondsOf(lastName) + 1, rest);
    if (later.compareTo(lastName) > 0) {
      return later;
    }
    throw new IOException(
        "no room for another event file: expected names like %s, found one that sorts after all (%s)"
            .formatted(name, last));
  }

  /** The host's name as containers and shells give it; asking the network could take seconds. */
  static String host() {
    for (String variable : List.of("HOSTNAME", "COMPUTERNAME")) {
      String value = System.getenv(variable);
      if (value != null && !value.isBlank()) {
        return value.replaceAll("[^A-Za-z0-9._-]", "_");
      }
    }
    return "localhost";
  }

  private static String name(long seconds, String rest) {
    return String.format(Locale.ROOT, "%s%0" + SECONDS_DIGITS + "d%s", PREFIX, seconds, rest);
  }

  /** The largest value if there are no seconds in the name. */
  private static long secondsOf(String name) {
    int end = PREFIX.length() + SECONDS_DIGITS;
    if (name.startsWith(PREFIX) && name.length() > end) {
      String digits = name.substring(PREFIX.length(), end);
      if (digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Long.parseLong(digits);
      }
    }
    return MAX_SECONDS;
  }
}
