package dev.hibi.dataset.archives;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the images of sources: opens archives, walks folders, sorts.
 *
 * <p>A file is an image if it is {@linkplain FileNames named} like one, or if its name says nothing
 * and its {@linkplain FirstBytes content} is one. What systems leave behind is counted as
 * leftovers, a folder as one; other files are counted as ignored.
 */
final class SourceScan implements Closeable {
  /** What stands in a name for bytes that are no text. */
  private static final char REPLACEMENT = '\ufffd';

  private final ReadLimits limits;
  private final @Nullable Charset zipCharset;
  private final OpenFiles files = new OpenFiles();
  private final List<Container> containers = new ArrayList<>();
  private final ImageIndex images = new ImageIndex();
  private final Set<Path> seen = new HashSet<>();
  private final List<String> warnings = new ArrayList<>();
  private final UnreadPhotographs unread = new UnreadPhotographs();
  private int ignored;
  private int leftovers;

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
          "no such file or folder: expected a zip archive, an image or a folder, found "
              + nothing(source.toString()),
          source.toString());
    } else if (isSingleImage(source)) {
      addFiles(FileTree.around(source, limits), List.of(source));
    } else {
      addArchive(source);
    }
  }

  /**
   * Whether a file that somebody names is an image. What is none is opened as an archive, which
   * says what is wrong with it.
   *
   * @throws MalformedDatasetException if it is a photograph that cannot be read
   */
  private static boolean isSingleImage(Path source) throws IOException {
    FileNames.Kind kind = FileNames.kind(source.toString());
    if (kind == FileNames.Kind.IMAGE || kind == FileNames.Kind.ZIP) {
      return kind == FileNames.Kind.IMAGE;
    }
    FirstBytes content = new FirstBytes(FileTree.firstBytes(source));
    if (content.isImage() && !FileNames.isRaw(source.toString())) {
      return true;
    }
    String format = UnreadPhotographs.format(source.toString(), content);
    if (!format.isEmpty()) {
      throw new MalformedDatasetException(
          "unsupported image: expected %s, found %s: convert it to JPEG or PNG first"
              .formatted(UnreadPhotographs.READ, format),
          source.toString());
    }
    return false;
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

  /** Says it where somebody names an entry of an archive, as messages and manifests do. */
  private static String nothing(String source) {
    for (int end = source.indexOf('!'); end > 0; end = source.indexOf('!', end + 1)) {
      String archive = source.substring(0, end);
      if (Files.isRegularFile(Path.of(archive))) {
        return "nothing; %s is an archive, whose entries are named in manifests only"
            .formatted(archive);
      }
    }
    return "nothing";
  }

  private void addFolder(Path folder) throws IOException {
    FileTree tree = new FileTree(folder, limits);
    containers.add(tree);
    int container = containers.size() - 1;
    int ignoredBefore = ignored;
    int before = images.size();
    FolderWalk walk = FolderWalk.of(folder);
    leftovers += walk.leftovers();
    for (Path file : walk.files()) {
      String name = file.toString();
      if (FileNames.kind(name) == FileNames.Kind.ZIP) {
        addArchive(file);
      } else if (isImage(name, () -> FileTree.firstBytes(file), () -> name)) {
        addFile(container, tree, file);
      }
    }
    if (images.size() == before) {
      throw new MalformedDatasetException(
          "no images: expected at least 1 image or zip archive, found none among %s%s"
              .formatted(counted(ignored - ignoredBefore, "file", "files"), unread.hint()),
          folder.toString());
    }
  }

  private static String counted(int count, String one, String more) {
    return count + " " + (count == 1 ? one : more);
  }

  /** Decides, and counts what is none. */
  private boolean isImage(String path, FirstBytes.Source content, Supplier<String> name)
      throws IOException {
    FileNames.Kind kind = FileNames.kind(path);
    if (kind == FileNames.Kind.IMAGE) {
      return true;
    }
    FirstBytes bytes =
        new FirstBytes(kind == FileNames.Kind.UNKNOWN ? content.read() : new byte[0]);
    if (bytes.isImage()) {
      return true;
    }
    ignored++;
    unread.see(UnreadPhotographs.format(path, bytes), name);
    return false;
  }

  private void addFile(int container, FileTree tree, Path file) throws IOException {
    checkNew(file);
    checkExpressible(file);
    String path =
        tree.path().toString().isEmpty() ? slashed(file) : slashed(tree.path().relativize(file));
    images.add(container, path, Files.size(file));
  }

  /** Entries are kept as text, from which the file must be found again. */
  private static void checkExpressible(Path file) throws MalformedDatasetException {
    String text = file.toString();
    if (text.indexOf(REPLACEMENT) < 0) {
      return;
    }
    try {
      if (file.getFileSystem().getPath(text).equals(file)) {
        return;
      }
    } catch (InvalidPathException e) {
      // Told below.
    }
    String charset = System.getProperty("sun.jnu.encoding", "unknown");
    boolean unicode = charset.equalsIgnoreCase("UTF-8");
    throw new MalformedDatasetException(
        unicode
            ? "name in another charset: expected UTF-8, found bytes that are none: rename the file"
            : "name that the locale cannot express: expected a locale of UTF-8, found %s: set LC_ALL=C.UTF-8"
                .formatted(charset),
        text);
  }

  private void addArchive(Path file) throws IOException {
    checkNew(file);
    int container = containers.size();
    int before = images.size();
    int ignoredBefore = ignored;
    Set<String> passedOver = new HashSet<>();
    ZipArchive archive =
        ZipArchive.open(
            file,
            files,
            limits,
            zipCharset,
            (name, content) -> isWanted(file, name, content, passedOver),
            (name, entry) -> images.add(container, name, entry));
    containers.add(archive);
    archive.warning().ifPresent(warnings::add);
    if (images.size() == before) {
      throw new MalformedDatasetException(
          "no images: expected at least 1 image, found none among %s%s"
              .formatted(counted(ignored - ignoredBefore, "entry", "entries"), unread.hint()),
          file.toString());
    }
  }

  /**
   * Whether an entry is an image.
   *
   * @param passedOver folders of leftovers that were met before
   */
  private boolean isWanted(
      Path archive, String entry, FirstBytes.Source content, Set<String> passedOver)
      throws IOException {
    String path = entry.replace('\\', '/');
    if (path.endsWith("/")) {
      return false;
    }
    String leftover = FileNames.leftover(path);
    if (!leftover.isEmpty()) {
      leftovers += leftover.length() == path.length() || passedOver.add(leftover) ? 1 : 0;
      return false;
    }
    return isImage(path, content, () -> archive + "!" + ZipNames.escaped(entry));
  }

  private void checkNew(Path file) throws MalformedDatasetException {
    if (!seen.add(file.toAbsolutePath().normalize())) {
      throw new MalformedDatasetException(
          "source given twice: expected distinct files, found the same again", file.toString());
    }
  }

  static String slashed(Path path) {
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

  int leftovers() {
    return leftovers;
  }

  /** What is read, or left out, although something is odd about it. */
  List<String> warnings() {
    List<String> all = new ArrayList<>(warnings);
    unread.warning().ifPresent(all::add);
    return List.copyOf(all);
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
