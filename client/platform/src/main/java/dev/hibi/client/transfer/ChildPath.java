package dev.hibi.client.transfer;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Names that a server tells as names of files within a folder. */
final class ChildPath {
  private static final Pattern BAD =
      Pattern.compile("|\\.|\\.\\.|.*[/\\\\\\p{Cntrl}].*", Pattern.DOTALL);

  private ChildPath() {}

  /** Whether a name is one of a file within its folder, on any machine. */
  static boolean isPlain(String name) {
    return !BAD.matcher(name).matches();
  }

  /**
   * A file in a folder.
   *
   * @param where the name comes from
   * @throws IOException if the name leads out of the folder, deeper into it, or nowhere
   */
  static Path of(Path folder, String name, String where) throws IOException {
    try {
      Path child = Path.of(name);
      if (isPlain(name) && !child.isAbsolute() && child.getRoot() == null) {
        return folder.resolve(child);
      }
    } catch (InvalidPathException e) {
      // falls through
    }
    throw new IOException(
        "bad file name: expected one within its folder, found '%s' (%s)".formatted(name, where));
  }
}
