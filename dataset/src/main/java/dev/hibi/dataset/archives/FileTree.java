package dev.hibi.dataset.archives;

import dev.hibi.image.ImageRows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/** A folder of image files, at any depth. */
record FileTree(Path path, ReadLimits limits) implements Container {
  private static final int CHUNK = 1 << 16;

  /** The folder of a single file. */
  static FileTree around(Path file, ReadLimits limits) {
    Path parent = file.getParent();
    return new FileTree(parent == null ? Path.of("") : parent, limits);
  }

  @Override
  public void read(ImageIndex index, int image, ReadBuffer buffer) throws IOException {
    String entry = index.path(image);
    long expected = index.byteCount(image);
    if (expected > limits.maxEntryBytes()) {
      throw new MalformedDatasetException(
          "file too large: expected at most %d bytes, found %d"
              .formatted(limits.maxEntryBytes(), expected),
          nameOf(entry));
    }
    byte[] bytes = buffer.target((int) expected);
    int found;
    boolean more;
    try (InputStream in = Files.newInputStream(path.resolve(entry))) {
      found = in.readNBytes(bytes, 0, (int) expected);
      more = found == expected && in.read() >= 0;
    }
    if (found < expected || more) {
      throw changed(entry, expected, more ? "more" : String.valueOf(found));
    }
  }

  private MalformedDatasetException changed(String entry, long expected, String found) {
    return new MalformedDatasetException(
        "changed while in use: expected %d bytes, found %s".formatted(expected, found),
        nameOf(entry));
  }

  /** In place, of any length. */
  @Override
  public ImageRows rows(ImageIndex index, int image, int maxPixels) throws IOException {
    String entry = index.path(image);
    Path file = path.resolve(entry);
    long found = Files.size(file);
    if (found != index.byteCount(image)) {
      throw changed(entry, index.byteCount(image), String.valueOf(found));
    }
    return ImageRows.open(file, nameOf(entry), maxPixels);
  }

  /** How a file begins; nothing if it is none, such as a pipe, or may not be read. */
  static byte[] firstBytes(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return new byte[0];
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(FirstBytes.COUNT);
    } catch (AccessDeniedException e) {
      return new byte[0];
    }
  }

  /** Of a file of any length, of which a part at a time is in memory. */
  @Override
  public int crc32(ImageIndex index, int image) throws IOException {
    if (index.crc32(image) == 0) {
      index.rememberCrc32(image, crc32(index.path(image), index.byteCount(image)));
    }
    return index.crc32(image);
  }

  private int crc32(String entry, long expected) throws IOException {
    CRC32 crc = new CRC32();
    byte[] chunk = new byte[(int) Math.min(CHUNK, expected + 1)];
    long found = 0;
    try (InputStream in = Files.newInputStream(path.resolve(entry))) {
      for (int count = in.read(chunk); count > 0; count = in.read(chunk)) {
        crc.update(chunk, 0, count);
        found += count;
      }
    }
    if (found != expected) {
      throw changed(entry, expected, found > expected ? "more" : String.valueOf(found));
    }
    return (int) crc.getValue();
  }

  @Override
  public String nameOf(String entry) {
    return path.resolve(entry).toString();
  }

  @Override
  public String topFolder() {
    Path name = path.toAbsolutePath().normalize().getFileName();
    return name == null ? "" : name.toString();
  }
}
