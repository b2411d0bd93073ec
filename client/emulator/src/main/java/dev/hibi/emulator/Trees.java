package dev.hibi.emulator;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Folders with all that is in them; links are not followed. */
final class Trees {
  private Trees() {}

  static void delete(Path folder) throws IOException {
    List<Path> all = all(folder);
    Collections.reverse(all);
    for (Path file : all) {
      Files.deleteIfExists(file);
    }
  }

  static void copy(Path from, Path to) throws IOException {
    for (Path file : all(from)) {
      Path target = to.resolve(from.relativize(file).toString());
      if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(target);
      } else {
        copyIfThere(file, target);
      }
    }
  }

  private static void copyIfThere(Path file, Path target) throws IOException {
    try {
      Files.copy(file, target, LinkOption.NOFOLLOW_LINKS); // a link stays one
    } catch (NoSuchFileException e) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw e; // not the file has gone
      }
    }
  }

  /**
   * A folder and all that is in it, folders before what is in them; what goes while this is read is
   * left out. Nothing if the folder is not there.
   */
  static List<Path> all(Path folder) throws IOException {
    List<Path> all = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            all.add(path);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            all.add(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
    return all;
  }
}
