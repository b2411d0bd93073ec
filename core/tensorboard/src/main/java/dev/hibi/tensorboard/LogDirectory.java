package dev.hibi.tensorboard;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.EnumSet;
import java.util.SortedMap;
import java.util.TreeMap;

/** A directory as it is given to TensorBoard's {@code --logdir}. */
public final class LogDirectory {
  private LogDirectory() {}

  /**
   * The runs of a log directory: itself and all directories below it, whatever their depth, that
   * have event files. Symbolic links are followed, as TensorBoard does it; those that lead in a
   * circle are left out.
   *
   * @return the runs' directories by name, sorted. The name is the path from the log directory,
   *     with slashes, and {@code .} for the log directory itself
   * @throws IOException if the log directory, or a directory below it, cannot be read
   */
  public static SortedMap<String, Path> runs(Path logDirectory) throws IOException {
    if (Files.exists(logDirectory) && !Files.isDirectory(logDirectory)) {
      throw new NotDirectoryException(logDirectory.toString());
    }
    SortedMap<String, Path> runs = new TreeMap<>();
    Files.walkFileTree(
        logDirectory,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            Path run = file.getParent();
            if (run != null && attributes.isRegularFile() && EventFileNames.isEventFile(file)) {
              runs.put(name(logDirectory, run), run);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            boolean below = !file.equals(logDirectory);
            if (below
                && (failure instanceof FileSystemLoopException
                    || failure instanceof NoSuchFileException)) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
    return Collections.unmodifiableSortedMap(runs);
  }

  private static String name(Path logDirectory, Path run) {
    String name = logDirectory.relativize(run).toString();
    return name.isEmpty() ? "." : name.replace(run.getFileSystem().getSeparator(), "/");
  }
}
