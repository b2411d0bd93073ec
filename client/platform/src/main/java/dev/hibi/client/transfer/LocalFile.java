package dev.hibi.client.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file to be sent, as it was when it was looked at.
 *
 * @param size bytes, at least 1
 * @param modifiedMillis since 1970
 */
record LocalFile(Path path, long size, long modifiedMillis) {

  /**
   * Looks at a file.
   *
   * @throws IOException if it is not there, not readable, no file or empty
   */
  static LocalFile of(Path path) throws IOException {
    BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
    if (!found.isRegularFile() || !Files.isReadable(path)) {
      throw new IOException(
          "bad file: expected a file that can be read, found none (" + path + ")");
    }
    if (found.size() == 0) {
      throw new IOException("empty file: expected at least 1 byte, found 0 (" + path + ")");
    }
    return new LocalFile(path, found.size(), found.lastModifiedTime().toMillis());
  }

  String name() {
    return String.valueOf(path.getFileName());
  }

  /**
   * Looks again.
   *
   * @throws IOException if it was changed
   */
  void checkUnchanged() throws IOException {
    LocalFile now = of(path);
    if (!now.equals(this)) {
      throw new IOException(
          "file changed while it was sent: expected %d bytes of %d ms, found %d of %d (%s)"
              .formatted(size, modifiedMillis, now.size, now.modifiedMillis, path));
    }
  }
}
