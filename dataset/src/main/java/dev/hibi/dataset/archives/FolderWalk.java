package dev.hibi.dataset.archives;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;

/** The files below a folder, links followed, without what systems leave behind. */
final class FolderWalk extends SimpleFileVisitor<Path> {
  private final Path folder;
  private final List<Path> files = new ArrayList<>();
  private int leftovers;

  private FolderWalk(Path folder) {
    this.folder = folder;
  }

  /**
   * Walks, but not into leftovers: some of them nobody may read.
   *
   * @throws MalformedDatasetException if a link leads back to a folder that holds it
   * @throws IOException if a folder cannot be read
   */
  static FolderWalk of(Path folder) throws IOException {
    FolderWalk walk = new FolderWalk(folder);
    Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, walk);
    walk.files.sort(Comparator.comparing(SourceScan::slashed));
    return walk;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    return isLeftover(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (!isLeftover(file) && attributes.isRegularFile()) {
      files.add(file);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
    if (isLeftover(file)) {
      return FileVisitResult.CONTINUE;
    }
    if (failure instanceof FileSystemLoopException) {
      throw new MalformedDatasetException(
          "loop of links: expected folders that end, found a link to a folder that holds it",
          file.toString(),
          failure);
    }
    throw failure;
  }

  /** Counts it if it is one. */
  private boolean isLeftover(Path file) {
    Path name = file.getFileName();
    if (file.equals(folder) || name == null || !FileNames.isLeftover(name.toString())) {
      return false;
    }
    leftovers++;
    return true;
  }

  /** In the order of their paths. */
  List<Path> files() {
    return files;
  }

  /** Number of leftovers, a folder counted as one. */
  int leftovers() {
    return leftovers;
  }
}
