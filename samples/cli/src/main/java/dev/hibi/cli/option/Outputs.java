package dev.hibi.cli.option;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a command writes, which replaces nothing but what is of its kind. */
public final class Outputs {
  /** Of a file that is there, by which its kind is told. */
  private static final int FIRST_BYTES = 1_000;

  private static final String PNG = "\u0089PNG";
  private static final String JPEG = "\u00ff\u00d8\u00ff";

  private Outputs() {}

  /**
   * Refuses a folder that holds something.
   *
   * @param what to say of it, such as {@code output exists}
   * @throws IOException if it does, or is a file
   */
  public static void requireEmpty(String what, Path folder) throws IOException {
    requireNoFile(folder);
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      Path first = files.sorted().findFirst().orElse(null);
      if (first != null) {
        throw new IOException(
            "%s: expected no folder or an empty one, found '%s' (%s)"
                .formatted(what, first.getFileName(), folder));
      }
    }
  }

  /**
   * Refuses a file where a folder is to be.
   *
   * @throws IOException if it is one
   */
  public static void requireNoFile(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IOException("not a folder: expected a folder, found a file (%s)".formatted(folder));
    }
  }

  /** Where a file or folder lies or will lie, whatever links lead there. */
  public static Path real(Path place) throws IOException {
    Path whole = place.toAbsolutePath().normalize();
    Path there = whole;
    while (!Files.exists(there)) {
      there = Objects.requireNonNull(there.getParent()); // a root exists
    }
    return there.toRealPath().resolve(there.relativize(whole)).normalize();
  }

  /**
   * Whether nothing is lost where a file is written: none is there, it is empty, or of a kind. What
   * stands for an open file ({@code /dev/fd/3}) is written to and never replaced.
   *
   * @param kind tells one by how it begins, in ISO 8859-1
   */
  static boolean isReplaceable(Path file, Predicate<String> kind) {
    Path plain = file.toAbsolutePath().normalize();
    boolean open =
        (plain.startsWith("/dev") || plain.startsWith("/proc")) && !plain.startsWith("/dev/shm");
    if (open || !Files.isRegularFile(file)) {
      return true;
    }
    try (InputStream in = Files.newInputStream(file)) {
      String begin = new String(in.readNBytes(FIRST_BYTES), StandardCharsets.ISO_8859_1);
      return begin.isEmpty() || kind.test(begin);
    } catch (IOException e) {
      return false; // nobody knows what it is
    }
  }

  /**
   * Refuses a picture that would replace anything but a picture, PNG or JPEG.
   *
   * @throws IOException if it would
   */
  public static void requirePicture(Path file) throws IOException {
    if (Files.isDirectory(file)
        || !isReplaceable(file, begin -> begin.startsWith(PNG) || begin.startsWith(JPEG))) {
      throw new IOException(
          "output exists: expected no file or a picture, found %s (%s)"
              .formatted(Files.isDirectory(file) ? "a folder" : "one that begins otherwise", file));
    }
  }

  /**
   * Refuses a file that is there.
   *
   * @param what to say of it, such as {@code output exists}
   * @throws IOException if it is, or is a folder
   */
  public static void requireAbsent(String what, Path file) throws IOException {
    if (Files.exists(file)) {
      throw new IOException(
          "%s: expected no file, found %s (%s)"
              .formatted(what, Files.isDirectory(file) ? "a folder" : "one", file));
    }
  }
}
