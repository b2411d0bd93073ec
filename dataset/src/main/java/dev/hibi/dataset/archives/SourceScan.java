package dev.hibi.dataset.archives;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the images of sources: opens archives, walks folders, sorts.
 *
 * <p>Not counted at all: folders, what an operating system leaves behind. Counted as ignored: other
 * files that are not {@linkplain FileNames named} like an image.
 */
final class SourceScan implements Closeable {
  private final ReadLimits limits;
  private final @Nullable Charset zipCharset;
  private final OpenFiles files = new OpenFiles();
  private final List<Container> containers = new ArrayList<>();
  private final ImageIndex images = new ImageIndex();
  private final Set<Path> seen = new HashSet<>();
  private int ignored;

  SourceScan(ReadLimits limits, @Nullable Charset zipCharset) {
    this.limits = limits;
    this.zipCharset = zipCharset;
  }

  /** Adds a zip archive, an image file, or a folder of either. */
  void add(Path source) throws IOException {
    if (Files.isDirectory(source)) {
      addFolder(source);
    } else if (!Files.exists(source)) {
      throw new MalformedDatasetException(
          "no such file or folder: expected a zip archive, an image or a folder, found nothing",
          source.toString());
    } else if (FileNames.isImage(source.toString())) {
      addFiles(FileTree.around(source, limits), List.of(source));
    } else {
      addArchive(source);
    }
  }

  /**
   * Adds files of a folder that are images.
   *
   * @param files below the folder, spelled as it is
   */
  void addFiles(Path folder, List<Path> files) throws IOException {
    addFiles(new FileTree(folder, limits), files);
  }

  private void addFiles(FileTree tree, List<Path> files) throws IOException {
    containers.add(tree);
    for (Path file : files) {
      addFile(containers.size() - 1, tree, file);
    }
  }

  private void addFolder(Path folder) throws IOException {
    FileTree tree = new FileTree(folder, limits);
    containers.add(tree);
    int container = containers.size() - 1;
    int ignoredBefore = ignored;
    int before = images.size();
    for (Path file : filesBelow(folder)) {
      if (FileNames.isZip(file.toString())) {
        addArchive(file);
      } else if (FileNames.isImage(file.toString())) {
        addFile(container, tree, file);
      } else {
        ignored++;
      }
    }
    if (images.size() == before) {
      throw new MalformedDatasetException(
          "no images: expected at least 1 image or zip archive, found none among %d files"
              .formatted(ignored - ignoredBefore),
          folder.toString());
    }
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return files
          .filter(file -> !FileNames.isLeftover(slashed(folder.relativize(file))))
          .filter(Files::isRegularFile)
          .sorted(Comparator.comparing(SourceScan::slashed))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void addFile(int container, FileTree tree, Path file) throws IOException {
    checkNew(file);
    String path =
        tree.path().toString().isEmpty() ? slashed(file) : slashed(tree.path().relativize(file));
    images.add(container, path, Files.size(file));
  }

  private void addArchive(Path file) throws IOException {
    checkNew(file);
    int container = containers.size();
    int before = images.size();
    int ignoredBefore = ignored;
    containers.add(
        ZipArchive.open(
            file,
            files,
            limits,
            zipCharset,
            this::isWanted,
            (name, entry) -> images.add(container, name, entry)));
    if (images.size() == before) {
      throw new MalformedDatasetException(
          "no images: expected at least 1 image, found none among %d entries"
              .formatted(ignored - ignoredBefore),
          file.toString());
    }
  }

  private boolean isWanted(String entry) {
    String path = entry.replace('\\', '/');
    if (path.endsWith("/") || FileNames.isLeftover(path)) {
      return false;
    }
    boolean image = FileNames.isImage(path);
    ignored += image ? 0 : 1;
    return image;
  }

  private void checkNew(Path file) throws MalformedDatasetException {
    if (!seen.add(file.toAbsolutePath().normalize())) {
      throw new MalformedDatasetException(
          "source given twice: expected distinct files, found the same again", file.toString());
    }
  }

  private static String slashed(Path path) {
    return path.toString().replace('\\', '/');
  }

  /**
   * By the containers' absolute paths, then by the entries' paths.
   *
   * @throws MalformedDatasetException if a container has a path twice
   */
  ImageIndex sorted() throws MalformedDatasetException {
    List<String> places = containers.stream().map(SourceScan::place).sorted().distinct().toList();
    int[] rank =
        containers.stream()
            .mapToInt(container -> Collections.binarySearch(places, place(container)))
            .toArray();
    ImageIndex sorted = images.sorted(rank);
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.repeats(i)) {
        throw new MalformedDatasetException(
            "duplicate entry: expected distinct names, found 2 of the same",
            containers.get(sorted.container(i)).nameOf(sorted.path(i)));
      }
    }
    return sorted;
  }

  private static String place(Container container) {
    return slashed(container.path().toAbsolutePath().normalize());
  }

  int ignored() {
    return ignored;
  }

  List<Container> containers() {
    return List.copyOf(containers);
  }

  /** The archives that are open; whoever takes it closes it instead of the scan. */
  OpenFiles files() {
    return files;
  }

  /** Closes the archives; for a scan that failed. */
  @Override
  public void close() throws IOException {
    files.close();
  }
}
