package dev.hibi.dataset;

import dev.hibi.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The images of zip archives, folders and single files, sorted, without labels.
 *
 * <p>A source is a zip archive, an image file, or a folder that holds either at any depth; several
 * sources count as one. Nothing is extracted: entries are read in place when asked for. The order
 * is that of the sources' absolute paths, then of the entries' paths, whatever the order in which
 * the sources were given.
 *
 * <p>Images are the files named {@code .jpg}, {@code .jpeg}, {@code .png}, {@code .bmp} or {@code
 * .gif}; one that is no image fails when it is read. Other files are ignored and counted. What an
 * operating system leaves behind is passed over: {@code __MACOSX}, names that begin with a dot,
 * {@code Thumbs.db}, {@code desktop.ini}.
 *
 * <p>Owns the archives it opens, until {@link #close}. Thread-safe.
 */
public final class ImageSources implements AutoCloseable {
  private final List<SourceScan.Entry> entries;
  private final List<Container> containers;
  private final List<Path> given;
  private final int ignored;

  private ImageSources(SourceScan scan, List<Path> given) {
    this.entries = scan.sorted();
    this.containers = scan.containers();
    this.given = given;
    this.ignored = scan.ignored();
  }

  /**
   * Opens the archives and lists all images.
   *
   * @param sources zip archives, image files, or folders of either; at least one
   * @throws IllegalArgumentException if there is no source
   * @throws MalformedDatasetException if a source does not exist, is no zip archive, is broken, is
   *     given twice, has an entry's name twice, or holds no image; the message names it
   * @throws IOException if a file cannot be read
   */
  public static ImageSources open(List<Path> sources) throws IOException {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("no source: expected at least 1, found 0");
    }
    SourceScan scan = new SourceScan();
    try {
      for (Path source : sources) {
        scan.add(source);
      }
    } catch (IOException | RuntimeException e) {
      try {
        scan.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
    return new ImageSources(scan, List.copyOf(sources));
  }

  /** As {@link #open(List)}. */
  public static ImageSources open(Path... sources) throws IOException {
    return open(List.of(sources));
  }

  /** Number of images. */
  public int size() {
    return entries.size();
  }

  /** Number of files that are not named like an image. */
  public int ignored() {
    return ignored;
  }

  /**
   * One image's place.
   *
   * @param index 0 to size - 1
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public Sample sample(int index) {
    SourceScan.Entry entry = entries.get(index);
    return new Sample(
        entry.container().nameOf(entry.path()),
        entry.container().path(),
        entry.path(),
        entry.byteCount());
  }

  /** All images' places, in order. */
  public List<Sample> samples() {
    return IntStream.range(0, size()).mapToObj(this::sample).toList();
  }

  /**
   * Reads and decodes an image.
   *
   * @param index 0 to size - 1
   * @throws dev.hibi.UnreadableImageException if it is no image or broken; the message names it
   * @throws MalformedDatasetException if the archive is broken at this entry
   * @throws IOException if it cannot be read
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public RgbImage image(int index) throws IOException {
    SourceScan.Entry entry = entries.get(index);
    return RgbImage.decode(bytes(index), entry.container().nameOf(entry.path()));
  }

  /**
   * Reads an image's file.
   *
   * @param index 0 to size - 1
   * @throws MalformedDatasetException if the archive is broken at this entry
   * @throws IOException if it cannot be read
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public byte[] bytes(int index) throws IOException {
    SourceScan.Entry entry = entries.get(index);
    return entry.container().read(entry.path());
  }

  /** CRC-32 of an image's file. */
  long crc32(int index) throws IOException {
    SourceScan.Entry entry = entries.get(index);
    return entry.container().crc32(entry.path());
  }

  /** An image's path inside its source. */
  String entry(int index) {
    return entries.get(index).path();
  }

  /** Name of the folder that directly holds an image; empty if there is none. */
  String folder(int index) {
    String path = entry(index).replace('\\', '/');
    int end = path.lastIndexOf('/');
    return end < 0
        ? entries.get(index).container().topFolder()
        : path.substring(path.lastIndexOf('/', end - 1) + 1, end);
  }

  /** An image's file name without folders. */
  String fileName(int index) {
    String path = entry(index).replace('\\', '/');
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The sources as they were given, for messages. */
  @Override
  public String toString() {
    return String.join(", ", given.stream().map(Path::toString).toList());
  }

  /**
   * Closes the archives; reading fails from then on. Idempotent.
   *
   * @throws IOException if an archive cannot be closed; all others are closed nevertheless
   */
  @Override
  public void close() throws IOException {
    SourceScan.closeAll(containers);
  }
}
