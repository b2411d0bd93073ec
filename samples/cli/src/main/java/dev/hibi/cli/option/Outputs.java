package dev.hibi.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a command writes, which replaces nothing. */
public final class Outputs {
  private Outputs() {}

  /**
   * Refuses a folder that holds something.
   *
   * @param what to say of it, such as {@code output exists}
   * @throws IOException if it does, or is a file
   */
  public static void requireEmpty(String what, Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new IOException("not a folder: expected a folder, found a file (%s)".formatted(folder));
    }
    try (Stream<Path> files = Files.list(folder)) {
      Path first = files.sorted().findFirst().orElse(null);
      if (first != null) {
        throw new IOException(
            "%s: expected no folder or an empty one, found %s (%s)"
                .formatted(what, first.getFileName(), folder));
      }
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
