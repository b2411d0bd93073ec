package dev.hibi.client.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Files that are wanted, and names that are refused. */
final class FileSources {
  private final List<FileSource> sources = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  /**
   * A file, if it may have its name here.
   *
   * @param where the name comes from
   */
  void add(Path folder, String name, String where, String url, Supplier<String> fresh) {
    child(folder, name, where, target -> sources.add(new FileSource(name, target, url, fresh)));
  }

  /** Goes on with a file or folder, if it may have its name here. */
  <E extends Exception> void child(Path folder, String name, String where, Next<E> next) throws E {
    Path target;
    try {
      target = ChildPath.of(folder, name, where);
    } catch (IOException e) {
      refused.add("'%s' (%s)".formatted(name, where));
      return;
    }
    next.with(target);
  }

  /** What a file or folder is for. */
  @FunctionalInterface
  interface Next<E extends Exception> {
    void with(Path target) throws E;
  }

  /**
   * The files, by where they go.
   *
   * @throws IOException if two go to one place
   */
  List<FileSource> sorted() throws IOException {
    List<FileSource> sorted =
        sources.stream().sorted(Comparator.comparing(FileSource::target)).toList();
    Set<Path> targets = new HashSet<>();
    for (FileSource source : sorted) {
      if (!targets.add(source.target())) {
        throw new IOException(
            "bad files: expected different names, found '%s' twice (%s)"
                .formatted(source.name(), source.target()));
      }
    }
    return sorted;
  }

  /**
   * All files were fetched that may be.
   *
   * @throws RefusedNames if there were others
   */
  void complain(List<Path> fetched) throws RefusedNames {
    if (!refused.isEmpty()) {
      throw new RefusedNames(refused, fetched);
    }
  }
}
