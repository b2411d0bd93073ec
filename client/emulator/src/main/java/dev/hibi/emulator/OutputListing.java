package dev.hibi.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is in a folder that a program may be writing into: files come and go while it is read, and
 * links lead anywhere.
 */
final class OutputListing {
  private OutputListing() {}

  /**
   * What is directly in a folder, by name, without links that lead nowhere and without folders that
   * lead back to one that they are in. Nothing if the folder is not there.
   *
   * @param root the folder, or one that it is in
   */
  static List<Path> of(Path root, Path folder) {
    Set<Path> above = new HashSet<>();
    try {
      for (Path path = folder; path.startsWith(root); path = path.resolveSibling(".").normalize()) {
        above.add(path.toRealPath());
      }
      try (Stream<Path> files = Files.list(folder)) {
        return files.sorted().filter(item -> isThere(item, above)).toList();
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isThere(Path item, Set<Path> above) {
    try {
      return !Files.isSymbolicLink(item)
          ? Files.exists(item, LinkOption.NOFOLLOW_LINKS)
          : !above.contains(item.toRealPath());
    } catch (IOException e) {
      return false; // it leads nowhere, or in a circle, or has gone
    }
  }
}
