package dev.hibi.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/** A folder of image files, at any depth. */
record FileTree(Path path) implements Container {

  /** The folder of a single file. */
  static FileTree around(Path file) {
    Path parent = file.getParent();
    return new FileTree(parent == null ? Path.of("") : parent);
  }

  @Override
  public byte[] read(String entry) throws IOException {
    return Files.readAllBytes(path.resolve(entry));
  }

  @Override
  public long crc32(String entry) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(read(entry));
    return crc.getValue();
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

  @Override
  public void close() {
    // Each file is open only while it is read.
  }
}
