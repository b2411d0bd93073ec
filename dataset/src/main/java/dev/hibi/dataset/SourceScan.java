package dev.hibi.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Finds the images of sources: opens archives, walks folders, sorts.
 *
 * <p>Not counted at all: folders, what an operating system leaves behind ({@code __MACOSX}, names
 * that begin with a dot, {@code Thumbs.db}, {@code desktop.ini}). Counted as ignored: other files
 * that are not named like an image.
 */
final class SourceScan implements Closeable {
  private static final Set<String> IMAGES = Set.of("jpg", "jpeg", "png", "bmp", "gif");
  private static final Set<String> LEFTOVERS = Set.of("__macosx", "thumbs.db", "desktop.ini");

  /** An image: where it lies and how long its file is. */
  record Entry(Container container, String path, long byteCount) {}

  private final List<Container> containers = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final Set<Path> seen = new HashSet<>();
  private int ignored;

  /** Adds a zip archive, an image file, or a folder of either. */
  void add(Path source) throws IOException {
    if (Files.isDirectory(source)) {
      addFolder(source);
    } else if (!Files.exists(source)) {
      throw new MalformedDatasetException(
          "no such file or folder: expected a zip archive, an image or a folder, found nothing",
          source.toString());
    } else if (isImage(source.toString()) && !ZipArchive.isZip(source)) {
      addFile(FileTree.around(source), source);
    } else {
      addArchive(source);
    }
  }

  private void addFolder(Path folder) throws IOException {
    FileTree tree = new FileTree(folder);
    int ignoredBefore = ignored;
    int before = entries.size();
    for (Path file : filesBelow(folder)) {
      if (extension(file.toString()).equals("zip")) {
        addArchive(file);
      } else if (isImage(file.toString())) {
        addFile(tree, file);
      } else {
        ignored++;
      }
    }
    if (entries.size() == before) {
      throw new MalformedDatasetException(
          "no images: expected at least 1 image or zip archive, found none among %d files"
              .formatted(ignored - ignoredBefore),
          folder.toString());
    }
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return files
          .filter(file -> !isLeftover(slashed(folder.relativize(file))))
          .filter(Files::isRegularFile)
          .sorted(Comparator.comparing(SourceScan::slashed))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void addFile(FileTree tree, Path file) throws IOException {
    checkNew(file);
    String path =
        tree.path().toString().isEmpty() ? slashed(file) : slashed(tree.path().relativize(file));
    entries.add(new Entry(tree, path, Files.size(file)));
  }

  private void addArchive(Path file) throws IOException {
    checkNew(file);
    ZipArchive archive = ZipArchive.open(file);
    containers.add(archive);
    int before = entries.size();
    int files = 0;
    for (Enumeration<? extends ZipEntry> e = archive.entries(); e.hasMoreElements(); ) {
      ZipEntry entry = e.nextElement();
      if (entry.isDirectory() || isLeftover(entry.getName().replace('\\', '/'))) {
        continue;
      }
      files++;
      if (isImage(entry.getName())) {
        entries.add(new Entry(archive, entry.getName(), entry.getSize()));
      }
    }
    int images = entries.size() - before;
    if (images == 0) {
      throw new MalformedDatasetException(
          "no images: expected at least 1 image, found none among %d entries".formatted(files),
          file.toString());
    }
    ignored += files - images;
  }

  private void checkNew(Path file) throws MalformedDatasetException {
    if (!seen.add(file.toAbsolutePath().normalize())) {
      throw new MalformedDatasetException(
          "source given twice: expected distinct files, found the same again", file.toString());
    }
  }

  private static boolean isLeftover(String path) {
    for (String part : path.split("/", -1)) {
      if (part.startsWith(".") || LEFTOVERS.contains(part.toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isImage(String name) {
    return IMAGES.contains(extension(name));
  }

  private static String extension(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static String slashed(Path path) {
    return path.toString().replace('\\', '/');
  }

  /** By the containers' absolute paths, then by the entries' paths. */
  List<Entry> sorted() {
    Comparator<Entry> byContainer =
        Comparator.comparing(
            entry -> slashed(entry.container().path().toAbsolutePath().normalize()));
    return entries.stream().sorted(byContainer.thenComparing(Entry::path)).toList();
  }

  int ignored() {
    return ignored;
  }

  List<Container> containers() {
    return List.copyOf(containers);
  }

  /** Closes the archives; for a scan that failed. */
  @Override
  public void close() throws IOException {
    closeAll(containers);
  }

  /** Closes all; the first failure wins, the others are attached. */
  static void closeAll(List<? extends Closeable> closeables) throws IOException {
    IOException first = null;
    for (Closeable closeable : closeables) {
      try {
        closeable.close();
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
