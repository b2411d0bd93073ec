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

  private static final int BLOCK_BYTES = 1 << 16;

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
      throw new MalformedDatasetException(
          "changed while in use: expected %d bytes, found %s"
              .formatted(expected, more ? "more" : found),
          nameOf(entry));
    }
  }

  /** In place, of any length. */
  @Override
  public ImageRows rows(ImageIndex index, int image, int maxPixels) throws IOException {
    String entry = index.path(image);
    Path file = path.resolve(entry);
    requireLength(index, image, Files.size(file));
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

  /** Of a file of any length. */
  @Override
  public int crc32(ImageIndex index, int image) throws IOException {
    if (index.crc32(image) == 0) {
      String entry = index.path(image);
      CRC32 crc = new CRC32();
      long found = 0;
      byte[] block = new byte[BLOCK_BYTES];
      try (InputStream in = Files.newInputStream(path.resolve(entry))) {
        for (int count = in.read(block); count >= 0; count = in.read(block)) {
          crc.update(block, 0, count);
          found += count;
        }
      }
      requireLength(index, image, found);
      index.rememberCrc32(image, (int) crc.getValue());
    }
    return index.crc32(image);
  }

  private void requireLength(ImageIndex index, int image, long found)
      throws MalformedDatasetException {
    if (found != index.byteCount(image)) {
      throw new MalformedDatasetException(
          "changed while in use: expected %d bytes, found %d"
              .formatted(index.byteCount(image), found),
          nameOf(index.path(image)));
    }
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
