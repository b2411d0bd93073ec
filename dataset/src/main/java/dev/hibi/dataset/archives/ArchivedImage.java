package dev.hibi.dataset.archives;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * An image in a zip archive that may lie anywhere, and where in the archive it is: found once,
 * carried to another machine, and read there without the archive's directory.
 *
 * <p>Immutable; an archive that has changed since is told when the image is read, where its local
 * header, length or CRC-32 is another.
 *
 * @param archive what messages call the archive
 * @param entry the image's path in it, divided by {@code /}
 * @param byteCount length of its (uncompressed) file in bytes
 * @param crc32 of its (uncompressed) file, as the directory has it
 * @param place what else its directory says
 */
public record ArchivedImage(String archive, String entry, long byteCount, int crc32, Place place)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Where the bytes are.
   *
   * @param offset of the local header, in the file
   * @param compressed bytes
   * @param limit where the archive's entries end and its directory begins
   * @param method 0 (stored), 8 (deflated), or one that cannot be read
   * @param flags as the directory has them
   * @param nameLength bytes of the name as it is written
   * @param nameCrc32 CRC-32 of these
   */
  public record Place(
      long offset,
      long compressed,
      long limit,
      int method,
      int flags,
      int nameLength,
      int nameCrc32)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Finds the images of an archive by its directory: those that {@link ImageSources} finds, in the
   * order of their paths.
   *
   * @param archive what messages call it
   * @return none if it holds none
   * @throws MalformedDatasetException if it is no zip archive, or broken, or has an image's name
   *     twice or one that is no safe relative path
   * @throws IOException if it cannot be read
   */
  public static List<ArchivedImage> list(String archive, ByteSource file) throws IOException {
    ImageIndex found = new ImageIndex();
    ZipEnd end =
        ZipEntries.list(
            archive,
            file,
            null,
            (name, content) -> isImage(name.replace('\\', '/'), content),
            (name, entry) -> found.add(0, name, entry));
    ImageIndex sorted = found.sorted(new int[1]);
    List<ArchivedImage> images = new ArrayList<>(sorted.size());
    for (int i = 0; i < sorted.size(); i++) {
      if (sorted.repeats(i)) {
        throw new MalformedDatasetException(
            "duplicate entry: expected distinct names, found 2 of the same",
            archive + "!" + sorted.path(i));
      }
      images.add(sorted.archived(i, archive, end.start()));
    }
    return images;
  }

  private static boolean isImage(String path, FirstBytes.Source content) throws IOException {
    if (path.endsWith("/") || !FileNames.leftover(path).isEmpty()) {
      return false;
    }
    FileNames.Kind kind = FileNames.kind(path);
    return kind == FileNames.Kind.IMAGE
        || (kind == FileNames.Kind.UNKNOWN && new FirstBytes(content.read()).isImage());
  }

  /** What messages call it: {@code archive!entry}. */
  public String name() {
    return archive + "!" + entry;
  }

  /**
   * Reads the image's file.
   *
   * @param file the archive in which it was found
   * @throws MalformedDatasetException if the archive is broken at this entry, or another one, or
   *     the entry is beyond the limits
   * @throws IOException if it cannot be read
   */
  public byte[] read(ByteSource file, ReadLimits limits) throws IOException {
    ImageIndex index = new ImageIndex();
    index.add(this);
    try (ReadBuffer buffer = new ReadBuffer()) {
      new ZipEntries(archive, file, limits, place.limit).read(index, 0, buffer);
      return buffer.take();
    }
  }
}
