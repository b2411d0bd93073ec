package dev.hibi.dataset.archives;

import dev.hibi.image.ImageDecoding;
import dev.hibi.image.ImageRows;
import dev.hibi.image.JpegDecoder;
import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The images of zip archives, folders and single files, sorted, without labels.
 *
 * <p>A source is a zip archive, an image file, or a folder that holds either at any depth; several
 * sources count as one. Nothing is extracted: entries are read in place when asked for. The order
 * is that of the sources' absolute paths, then of the entries' paths, whatever the order in which
 * the sources were given.
 *
 * <p>Images are the files named {@code .jpg}, {@code .jpeg}, {@code .jpe}, {@code .jfif}, {@code
 * .jfi}, {@code .jif}, {@code .pjpeg}, {@code .pjp}, {@code .png}, {@code .apng}, {@code .bmp},
 * {@code .dib}, {@code .gif}, {@code .tif}, {@code .tiff} or {@code .webp}; one that is no image
 * fails when it is read. Where a name says nothing, because it has no such ending and none of a
 * file that is known to be something else (such as {@code .txt}), the first bytes decide. Other
 * files are {@linkplain #ignored ignored}. What systems leave behind is {@linkplain #leftovers
 * passed over}: names that begin with a dot, {@code __MACOSX}, {@code Thumbs.db}, {@code
 * ehthumbs.db}, {@code desktop.ini}, {@code $RECYCLE.BIN}, {@code System Volume Information},
 * {@code lost+found}, {@code @eaDir}, {@code #recycle}, {@code @Recycle}, {@code __pycache__} and a
 * few more.
 *
 * <p>An image costs 46 bytes and its path's UTF-8 bytes. At most 256 archives are open at a time,
 * whatever their number. Files are expected to stay as they are: one that changes fails when it is
 * read.
 *
 * <p>Owns the archives it opens, until {@link #close}. Thread-safe. Interrupting a thread that
 * reads fails that thread's read with {@link java.nio.channels.ClosedByInterruptException} and
 * disturbs no other.
 */
public final class ImageSources implements AutoCloseable {
  private final ImageIndex images;
  private final List<Container> containers;
  private final OpenFiles files;
  private final ImageDecoding decoding;
  private final List<Path> given;
  private final int ignored;
  private final int leftovers;
  private final List<String> warnings;

  /** As many as threads read at the same time; each serves one read after another. */
  private final ConcurrentLinkedQueue<ReadBuffer> buffers = new ConcurrentLinkedQueue<>();

  private volatile boolean closed;

  private ImageSources(SourceScan scan, Builder builder) throws IOException {
    this.images = scan.sorted();
    this.containers = scan.containers();
    this.files = scan.files();
    this.decoding = new ImageDecoding(builder.jpegDecoder, builder.limits.maxPixels());
    this.given = List.copyOf(builder.sources);
    this.ignored = scan.ignored();
    this.leftovers = scan.leftovers();
    this.warnings = scan.warnings();
  }

  /** A builder without a source. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Opens the archives and lists all images, with default options.
   *
   * @param sources zip archives, image files, or folders of either; at least one
   * @throws IllegalArgumentException if there is no source
   * @throws MalformedDatasetException as {@link Builder#open}
   * @throws IOException if a file cannot be read
   */
  public static ImageSources open(List<Path> sources) throws IOException {
    Builder builder = builder();
    sources.forEach(builder::add);
    return builder.open();
  }

  /** As {@link #open(List)}. */
  public static ImageSources open(Path... sources) throws IOException {
    return open(List.of(sources));
  }

  /**
   * Whether a file that somebody names is taken for an image: by its name, or by how it begins.
   *
   * @throws IOException if it must be read and cannot be
   */
  public static boolean isTakenForAnImage(Path file) throws IOException {
    String name = file.toString();
    return FileNames.kind(name) == FileNames.Kind.IMAGE
        || (!FileNames.isRaw(name) && new FirstBytes(FileTree.firstBytes(file)).isImage());
  }

  /**
   * What is to be made of a file that is found, by its path alone.
   *
   * @param path below what was searched, divided by {@code /}; leftovers count in all of its parts
   */
  public static FoundFile found(String path) {
    return !FileNames.leftover(path).isEmpty()
        ? FoundFile.PASSED_OVER
        : switch (FileNames.kind(path)) {
          case IMAGE -> FoundFile.IMAGE;
          case ZIP -> FoundFile.ARCHIVE;
          case OTHER -> FoundFile.PASSED_OVER;
          case UNKNOWN -> FoundFile.UNKNOWN;
        };
  }

  /** Whether a file that begins so is an image of a format that can be read. */
  public static boolean beginsLikeAnImage(byte[] firstBytes) {
    return new FirstBytes(firstBytes).isImage();
  }

  /** Number of images. */
  public int size() {
    return images.size();
  }

  /** Number of files that are neither images nor leftovers. */
  public int ignored() {
    return ignored;
  }

  /**
   * Number of files and folders that systems have left behind and that are passed over; a folder
   * counts as one, whatever it holds.
   */
  public int leftovers() {
    return leftovers;
  }

  /**
   * What a user should know of sources that are read nevertheless, a line each: bytes behind an
   * archive, photographs whose format cannot be read. Unmodifiable; mostly empty.
   */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * One image's place.
   *
   * @param index 0 to size - 1
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public Sample sample(int index) {
    Container container = container(index);
    String path = images.path(index);
    return new Sample(container.nameOf(path), container.path(), path, images.byteCount(index));
  }

  /** All images' places, in order. */
  public List<Sample> samples() {
    return IntStream.range(0, size()).mapToObj(this::sample).toList();
  }

  /**
   * Reads and decodes an image.
   *
   * @param index 0 to size - 1
   * @throws dev.hibi.image.UnreadableImageException if it is no image or broken; the message names
   *     it
   * @throws MalformedDatasetException if the archive is broken at this entry
   * @throws IOException if it cannot be read
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public RgbImage image(int index) throws IOException {
    return decoding.rgb(bytes(index), () -> container(index).nameOf(images.path(index)));
  }

  /**
   * Opens an image to read its rows from the top down. A file of its own is read in place, whatever
   * its length, so that a TIFF may be larger than memory; of an archive's the file is read first,
   * within the {@linkplain ReadLimits limits}.
   *
   * @param index 0 to size - 1
   * @param maxPixels of one that must be decoded as a whole; those of the limits do not count here
   * @return to be closed by the caller
   * @throws dev.hibi.image.UnreadableImageException if it is no image or broken or too large; the
   *     message names it
   * @throws MalformedDatasetException if the archive is broken at this entry, or the file has
   *     another length than before
   * @throws IOException if it cannot be read
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public ImageRows rows(int index, int maxPixels) throws IOException {
    requireOpen();
    return container(index).rows(images, index, maxPixels);
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
    ReadBuffer pooled = buffers.poll();
    ReadBuffer buffer = pooled == null ? new ReadBuffer() : pooled;
    try {
      read(index, buffer);
      return buffer.take();
    } finally {
      giveBack(buffer);
    }
  }

  private void giveBack(ReadBuffer buffer) {
    buffers.add(buffer);
    if (closed) {
      endBuffers();
    }
  }

  private void endBuffers() {
    for (ReadBuffer buffer = buffers.poll(); buffer != null; buffer = buffers.poll()) {
      buffer.close();
    }
  }

  /**
   * Reads an image's file into a buffer.
   *
   * @throws IllegalStateException if this is closed
   */
  private void read(int index, ReadBuffer buffer) throws IOException {
    requireOpen();
    container(index).read(images, index, buffer);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("closed: expected open sources, found them closed");
    }
  }

  private Container container(int index) {
    if (index < 0 || index >= images.size()) {
      throw new IndexOutOfBoundsException(
          "no such image: expected 0 to %d, found %d".formatted(images.size() - 1, index));
    }
    return containers.get(images.container(index));
  }

  /** Bytes of memory that the index holds beyond the paths. */
  long indexBytes() {
    return images.bytesBesidesNames();
  }

  /** Number of archives that are open just now. */
  int openArchives() {
    return files.count();
  }

  /** What decodes these images. */
  public ImageDecoding decoding() {
    return decoding;
  }

  /**
   * CRC-32 of an image's file: from an archive's directory, or by reading the file.
   *
   * @param index 0 to size - 1
   * @return 0 to 2^32 - 1
   * @throws IOException if it cannot be read
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public long crc32(int index) throws IOException {
    return Integer.toUnsignedLong(container(index).crc32(images, index));
  }

  /**
   * An image's path inside its source, divided by {@code /}.
   *
   * @param index 0 to size - 1
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public String entry(int index) {
    return images.path(index);
  }

  /**
   * Name of the folder that directly holds an image. At the top of a folder that was given as a
   * source that is this folder's own; at the top of an archive there is none.
   *
   * @param index 0 to size - 1
   * @return empty if there is none
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public String folder(int index) {
    String path = entry(index).replace('\\', '/');
    int end = path.lastIndexOf('/');
    return end < 0
        ? container(index).topFolder()
        : path.substring(path.lastIndexOf('/', end - 1) + 1, end);
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
    closed = true;
    endBuffers();
    files.close();
  }

  /** Options of {@link ImageSources}. */
  public static final class Builder {
    private final List<Path> sources = new ArrayList<>();
    private @Nullable Charset zipCharset;
    private ReadLimits limits = ReadLimits.defaults();
    private JpegDecoder jpegDecoder = JpegDecoder.AUTO;
    private Path folder = Path.of("");
    private List<Path> files = List.of();

    private Builder() {}

    /** Adds a zip archive, an image file, or a folder of either at any depth. */
    public Builder add(Path source) {
      sources.add(source);
      return this;
    }

    /**
     * Adds files below one folder that are images, beside the other sources; at most once.
     *
     * @param folder absolute
     * @param files absolute, below the folder, spelled as it is
     */
    public Builder addFiles(Path folder, List<Path> files) {
      this.folder = folder;
      this.files = List.copyOf(files);
      return this;
    }

    /**
     * The charset of archives' names that are not marked as UTF-8; default: UTF-8 if all such names
     * of an archive are valid in it, otherwise windows-31j, in which Japanese Windows writes them.
     */
    public Builder zipCharset(Charset zipCharset) {
      this.zipCharset = zipCharset;
      return this;
    }

    /** What a file may cost; default {@link ReadLimits#defaults}. */
    public Builder limits(ReadLimits limits) {
      this.limits = limits;
      return this;
    }

    /** What decodes JPEG; default {@link JpegDecoder#AUTO}. */
    public Builder jpegDecoder(JpegDecoder jpegDecoder) {
      this.jpegDecoder = jpegDecoder;
      return this;
    }

    /**
     * Opens the archives and lists all images.
     *
     * @throws IllegalArgumentException if there is no source, or libjpeg-turbo is asked for and not
     *     there
     * @throws MalformedDatasetException if a source does not exist, is no zip archive, is broken,
     *     is given twice, has an image's name twice or one that is no safe relative path, or holds
     *     no image; the message names it
     * @throws IOException if a file cannot be read
     */
    public ImageSources open() throws IOException {
      if (sources.isEmpty() && files.isEmpty()) {
        throw new IllegalArgumentException("no source: expected at least 1, found 0");
      }
      SourceScan scan = new SourceScan(limits, zipCharset);
      try {
        for (Path source : sources) {
          scan.add(source);
        }
        if (!files.isEmpty()) {
          scan.addFiles(folder, files);
        }
        return new ImageSources(scan, this);
      } catch (IOException | RuntimeException e) {
        try {
          scan.close();
        } catch (IOException second) {
          e.addSuppressed(second);
        }
        throw e;
      }
    }
  }
}
